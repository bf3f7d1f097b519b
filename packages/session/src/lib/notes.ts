/** Remembers one value of an object, for as long as the object lives, where nobody else can see it. */
export interface Notes<Value> {
  read(target: object): Value | undefined
  write(target: object, value: Value): void
}

/**
 * Makes notes on other people's objects, as a `WeakMap` would, at a twentieth of its cost: a class whose base
 * constructor returns the object gives that very object its private field (decisions/session-objects.md).
 */
export function createNotes<Value>(): Notes<Value> {
  class Note extends Given {
    #value: Value

    constructor(target: object, value: Value) {
      super(target)
      this.#value = value
    }

    static read(target: object): Value | undefined {
      return #value in target ? target.#value : undefined
    }

    /** A field can be added only once. */
    static write(target: object, value: Value): void {
      if (#value in target) target.#value = value
      else void new Note(target, value)
    }
  }
  return Note
}

/** Its constructor is its whole use: what that returns is `this` in the class above. */
// oxlint-disable-next-line typescript/no-extraneous-class
class Given {
  constructor(target: object) {
    return target
  }
}
