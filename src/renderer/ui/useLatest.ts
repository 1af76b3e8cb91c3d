import { useLayoutEffect, useRef } from 'react'

/** The value of the last frame, for handlers that outlive the frame they were made in. */
export function useLatest<T>(value: T): { readonly current: T } {
  const latest = useRef(value)
  useLayoutEffect(() => {
    latest.current = value
  })
  return latest
}
