import { sessionAddress } from './address'
import { Bus } from './bus'

/** Connects to the bus of the person's session. Rejects where there is none. */
export const connectSession = (): Promise<Bus> => Bus.connect(sessionAddress(process.env) ?? '')
