/** What the types of playwright-core name of a page: nothing here reaches into one, so the whole DOM is not needed. */
interface Node {}
interface HTMLElement extends Node {}
interface SVGElement extends Node {}
interface HTMLElementTagNameMap {}
