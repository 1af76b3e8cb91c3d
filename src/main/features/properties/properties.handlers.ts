import type { HandlersFor } from '#main/app/dispatch.ts'
import type { propertyOperations } from '#shared/contract/properties.ts'
import { setCategories, setCategory, setCategoryOfMany, setProperty, setPropertyOfMany } from './clientValues.ts'
import {
  addChoice,
  categories,
  categoryCount,
  changeCategory,
  changeProperty,
  createCategory,
  createProperty,
  moveCategory,
  moveChoice,
  moveProperty,
  properties,
  propertyCount,
  removeCategory,
  removeChoice,
  removeProperty,
  renameChoice
} from './properties.ts'
import { clientProperties } from './values.ts'

export const propertyHandlers: HandlersFor<typeof propertyOperations> = {
  'properties.list': properties,
  'properties.count': propertyCount,
  'properties.create': createProperty,
  'properties.change': changeProperty,
  'properties.move': moveProperty,
  'properties.remove': removeProperty,
  'properties.addChoice': addChoice,
  'properties.renameChoice': renameChoice,
  'properties.moveChoice': moveChoice,
  'properties.removeChoice': removeChoice,
  'categories.list': categories,
  'categories.count': categoryCount,
  'categories.create': createCategory,
  'categories.change': changeCategory,
  'categories.move': moveCategory,
  'categories.remove': removeCategory,
  'clients.properties': clientProperties,
  'clients.setProperty': setProperty,
  'clients.setCategory': setCategory,
  'clients.setCategories': setCategories,
  'clients.setPropertyOfMany': setPropertyOfMany,
  'clients.setCategoryOfMany': setCategoryOfMany
}
