export {
  ContractViolation,
  type ContractContext,
  type ContractTest,
  type ContractTests,
} from './lib/store/contract/contract-test.ts'
export { storeContract } from './lib/store/contract/store-contract.ts'
export {
  createFaultyStore,
  type Fault,
  type FaultPlan,
  type StoreCall,
} from './lib/store/faulty-store.ts'
