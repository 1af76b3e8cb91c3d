import { z } from 'zod'
import { line, recordId } from './app.ts'
import { clientSelection } from './clients.ts'
import { command, job, query, returns } from './define.ts'
import type { TableName } from './tables.ts'
import { type PropertyValue, propertyValue } from './values.ts'

export type { PropertyValue } from './values.ts'

export const propertyKinds = ['text', 'number', 'date', 'choice', 'choices', 'yesNo'] as const
export type PropertyKind = (typeof propertyKinds)[number]

export type PropertyChoice = { readonly id: string; readonly name: string }
export type Property = {
  readonly id: string
  readonly name: string
  readonly kind: PropertyKind
  /** Asked when a client is added. */
  readonly isRequired: boolean
  /** What a new client gets. */
  readonly defaultValue: PropertyValue
  readonly choices: readonly PropertyChoice[]
}
/** One of `categoryColors`, or none. */
export type Category = { readonly id: string; readonly name: string; readonly color: CategoryColor | null }
export const categoryColors = ['blue', 'teal', 'green', 'lime', 'yellow', 'orange', 'red', 'pink', 'grape', 'gray'] as const
export type CategoryColor = (typeof categoryColors)[number]

/** What a property or a choice would take with it: clients that have a value. */
export type ValueCount = { readonly clientCount: number }

const name = line(100).min(1)
const color = z.enum(categoryColors).nullable()
const values: readonly TableName[] = ['client_property', 'client_fact']
const labels: readonly TableName[] = ['client_category', 'client_fact']

export const propertyOperations = {
  'properties.list': query(z.strictObject({}), returns<readonly Property[]>(), ['property', 'property_choice']),
  /** Clients that have the property, or this choice of it. */
  'properties.count': query(z.strictObject({ propertyId: recordId, choiceId: recordId.nullable() }), returns<ValueCount>(), ['client_property', 'client']),
  'properties.create': command(
    z.strictObject({ name, kind: z.enum(propertyKinds), isRequired: z.boolean(), choices: z.array(name).max(200) }),
    returns<{ readonly id: string }>(),
    ['property', 'property_choice']
  ),
  'properties.change': command(
    z.strictObject({ id: recordId, name: name.optional(), isRequired: z.boolean().optional(), defaultValue: propertyValue.optional() }),
    returns<null>(),
    ['property']
  ),
  /** Before another one, or last. */
  'properties.move': command(z.strictObject({ id: recordId, beforeId: recordId.nullable() }), returns<null>(), ['property']),
  /** The property goes with every value of it. */
  'properties.remove': job(z.strictObject({ id: recordId }), returns<ValueCount>(), ['property', 'property_choice', ...values]),
  'properties.addChoice': command(z.strictObject({ propertyId: recordId, name }), returns<{ readonly id: string }>(), ['property_choice']),
  'properties.renameChoice': command(z.strictObject({ id: recordId, name }), returns<null>(), ['property_choice']),
  'properties.moveChoice': command(z.strictObject({ id: recordId, beforeId: recordId.nullable() }), returns<null>(), ['property_choice']),
  'properties.removeChoice': job(z.strictObject({ id: recordId }), returns<ValueCount>(), ['property', 'property_choice', ...values]),

  'categories.list': query(z.strictObject({}), returns<readonly Category[]>(), ['category']),
  'categories.count': query(z.strictObject({ id: recordId }), returns<ValueCount>(), ['client_category', 'client']),
  'categories.create': command(z.strictObject({ name, color }), returns<{ readonly id: string }>(), ['category']),
  'categories.change': command(z.strictObject({ id: recordId, name: name.optional(), color: color.optional() }), returns<null>(), ['category']),
  'categories.move': command(z.strictObject({ id: recordId, beforeId: recordId.nullable() }), returns<null>(), ['category']),
  'categories.remove': job(z.strictObject({ id: recordId }), returns<ValueCount>(), ['category', ...labels]),

  'clients.properties': query(
    z.strictObject({ clientId: recordId }),
    returns<{ readonly values: Readonly<Record<string, PropertyValue>>; readonly categoryIds: readonly string[] }>(),
    ['client_property', 'client_category', 'property', 'property_choice', 'category']
  ),
  'clients.setProperty': command(z.strictObject({ clientId: recordId, propertyId: recordId, value: propertyValue }), returns<null>(), values),
  'clients.setCategory': command(z.strictObject({ clientId: recordId, categoryId: recordId, isOn: z.boolean() }), returns<null>(), labels),
  /** All that a client carries. */
  'clients.setCategories': command(z.strictObject({ clientId: recordId, categoryIds: z.array(recordId).max(50) }), returns<null>(), labels),
  /** `add` and `remove`: of several choices; `set` puts the value in the place of what was there. */
  'clients.setPropertyOfMany': job(
    z.strictObject({ selection: clientSelection, propertyId: recordId, value: propertyValue, mode: z.enum(['set', 'add', 'remove']) }),
    returns<ValueCount>(),
    values
  ),
  'clients.setCategoryOfMany': job(
    z.strictObject({ selection: clientSelection, categoryId: recordId, isOn: z.boolean() }),
    returns<ValueCount>(),
    labels
  )
}
