import { call } from './api.ts'

type FileToSave = {
  /** Of the dialog. */
  readonly title: string
  /** Without its extension. */
  readonly name: string
  readonly extension: string
  /** The kind of file in words, such as "Excel workbook". */
  readonly kind: string
}

/** Asks where to save; null when the user changed their mind. */
export function chooseSavePath({ title, name, extension, kind }: FileToSave): Promise<string | null> {
  return call('shell.chooseSavePath', { title, defaultName: `${name}.${extension}`, filters: [{ name: kind, extensions: [extension] }] })
}

/** The last part of a path of any system. */
export function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path
}
