import { z } from 'zod'
import { line, recordId } from './app.ts'

/**
 * What a client's property is, by its kind: a text, a number x 10^6, a day, the id of a choice, ids of several, yes or no;
 * null when nobody knows.
 */
export type PropertyValue = string | number | boolean | readonly string[] | null
export const propertyValue: z.ZodType<PropertyValue, PropertyValue> = z
  .union([line(1000).min(1), z.int().min(-1e15).max(1e15), z.boolean(), z.array(recordId).max(50)])
  .nullable()
