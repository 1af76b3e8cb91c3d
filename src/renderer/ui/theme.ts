import {
  ActionIcon,
  Badge,
  Button,
  createTheme,
  defaultVariantColorsResolver,
  Drawer,
  Input,
  InputWrapper,
  Loader,
  Menu,
  Modal,
  NumberInput,
  Popover,
  SegmentedControl,
  Select,
  Tooltip,
  type CSSVariablesResolver,
  type MantineColorsTuple
} from '@mantine/core'
import { t } from 'i18next'

const petrol: MantineColorsTuple = [
  '#e8f4f6', '#d3e8ec', '#a8d3db', '#76bcc8', '#3d9aab', '#2a8696', '#1b7a8a', '#0f7382', '#0b5d6a', '#084752'
]
// Mantine's own dark shades are neutral and look brown beside the page; these keep its blue-grey.
const dark: MantineColorsTuple = [
  '#e6ebf0', '#c6ced6', '#98a5b1', '#728190', '#3a4651', '#2b343d', '#222b33', '#1a2128', '#12171c', '#0c1014'
]
const gray: MantineColorsTuple = [
  '#f7f9fa', '#f0f3f5', '#e1e6eb', '#d2d9df', '#b9c3cc', '#95a2ae', '#6b7986', '#5c6a78', '#36424e', '#17212b'
]

const control = '30px'

/** The look of the program (design: ui.md): dense, calm, one strong colour. */
export const theme = createTheme({
  primaryColor: 'petrol',
  primaryShade: { light: 7, dark: 4 },
  colors: { petrol, dark, gray },
  black: '#17212b',
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'Cascadia Mono', 'DejaVu Sans Mono', monospace",
  fontSizes: { xs: '11.5px', sm: '13px', md: '13.5px', lg: '15px', xl: '18px' },
  lineHeights: { xs: '1.35', sm: '1.4', md: '1.45', lg: '1.45', xl: '1.35' },
  spacing: { xs: '8px', sm: '10px', md: '14px', lg: '20px', xl: '28px' },
  radius: { xs: '3px', sm: '4px', md: '6px', lg: '8px', xl: '12px' },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  headings: { fontWeight: '600', sizes: { h1: { fontSize: '18px' }, h2: { fontSize: '15px' }, h3: { fontSize: '13.5px' } } },
  variantColorResolver: (input) => {
    const colors = defaultVariantColorsResolver(input)
    const isMain = input.variant === 'filled' && (input.color === undefined || input.color === 'petrol')
    if (input.variant === 'filled' && input.color === 'red') {
      return { ...colors, background: '#c92a2a', hover: '#b02525', color: '#ffffff' }
    }
    return isMain ? { ...colors, color: 'var(--k-on-main)' } : colors
  },
  components: {
    Button: Button.extend({
      defaultProps: { size: 'sm' },
      vars: (_theme, { size }) =>
        size === 'sm' ? { root: { '--button-height': control, '--button-padding-x': '12px', '--button-fz': '12.5px' } } : { root: {} }
    }),
    ActionIcon: ActionIcon.extend({
      defaultProps: { size: 'md', variant: 'subtle', color: 'gray' },
      vars: (_theme, { size }) => (size === 'md' ? { root: { '--ai-size': '28px' } } : { root: {} })
    }),
    Input: Input.extend({
      vars: (_theme, { size }) =>
        size === undefined || size === 'sm'
          ? { wrapper: { '--input-height': control, '--input-fz': '13px', '--input-padding-y': '5px' } as never }
          : { wrapper: {} }
    }),
    ModalCloseButton: { defaultProps: () => ({ 'aria-label': t('ui:close') }) },
    InputClearButton: { defaultProps: () => ({ 'aria-label': t('ui:clear') }) },
    InputWrapper: InputWrapper.extend({
      defaultProps: { inputWrapperOrder: ['label', 'input', 'description', 'error'] },
      styles: { label: { fontSize: '12px' }, error: { fontSize: '12px' }, description: { fontSize: '11.5px' } }
    }),
    Select: Select.extend({ defaultProps: { allowDeselect: false, comboboxProps: { shadow: 'md' } } }),
    NumberInput: NumberInput.extend({ defaultProps: { hideControls: true } }),
    SegmentedControl: SegmentedControl.extend({
      defaultProps: { size: 'sm' },
      vars: () => ({ root: { '--sc-font-size': '12.5px', '--sc-padding': '4px 10px', '--sc-transition-duration': '100ms' } as never })
    }),
    Badge: Badge.extend({ defaultProps: { radius: 'xs', variant: 'light', tt: 'none' as never } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 350, transitionProps: { duration: 80 }, events: { hover: true, focus: true, touch: false } } }),
    Menu: Menu.extend({ defaultProps: { withInitialFocusPlaceholder: false, shadow: 'md', transitionProps: { duration: 80 }, radius: 'md' } }),
    Modal: Modal.extend({ styles: { title: { fontSize: '15px', fontWeight: 600 } }, defaultProps: { centered: true, lockScroll: false, radius: 'md', transitionProps: { duration: 100 }, overlayProps: { backgroundOpacity: 0.35 } } }),
    Drawer: Drawer.extend({ defaultProps: { lockScroll: false, transitionProps: { duration: 120 }, overlayProps: { backgroundOpacity: 0.2 } } }),
    Popover: Popover.extend({ defaultProps: { transitionProps: { duration: 80 } } }),
    Loader: Loader.extend({ defaultProps: { size: 'sm' } })
  }
})

/** Our own tokens as CSS variables (`--k-…`) beside Mantine's, for both schemes. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {
    '--k-rail': '#0d2b33',
    '--k-rail-ink': '#c3d3d7',
    '--k-radius': '6px'
  },
  light: {
    '--k-page': '#f4f6f8',
    '--k-card': '#ffffff',
    '--k-line': '#e1e6eb',
    '--k-ink': '#17212b',
    '--k-muted': '#5c6a78',
    '--k-hover': '#f0f4f6',
    '--k-chosen': '#e3f1f4',
    '--k-tick': '#95a2ae',
    '--k-main': '#0f7382',
    '--k-main-text': '#0c6674',
    '--k-on-main': '#ffffff',
    '--k-overdue': '#c92a2a',
    '--k-overdue-back': '#ffe3e3',
    '--k-lost': '#e8833a',
    '--k-lost-text': '#b8450a',
    '--k-lost-back': '#ffe8d6',
    '--k-ok': '#2f9e6b',
    '--k-ok-text': '#1a6e47',
    '--k-ok-back': '#d9f2e4',
    '--k-warn-text': '#8a5a00',
    '--k-warn-back': '#fff3c4',
    '--k-info-back': '#d3e8ec',
    '--k-future-back': '#f0f3f5',
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#17212b',
    '--mantine-color-dimmed': '#5c6a78',
    '--mantine-color-placeholder': '#66737f',
    '--mantine-color-default-border': '#ccd4db',
    '--mantine-color-error': '#c92a2a',
    '--mantine-color-anchor': '#0c6674',
    '--mantine-color-petrol-light': '#d3e8ec',
    '--mantine-color-petrol-light-hover': '#c2dfe5',
    '--mantine-color-petrol-light-color': '#0c6674'
  },
  dark: {
    '--k-page': '#12171c',
    '--k-card': '#1a2128',
    '--k-line': '#2b343d',
    '--k-ink': '#e6ebf0',
    '--k-muted': '#98a5b1',
    '--k-hover': '#212a32',
    '--k-chosen': '#1b323a',
    '--k-tick': '#5d6b78',
    '--k-main': '#3d9aab',
    '--k-main-text': '#6fc3d1',
    '--k-on-main': '#06181c',
    '--k-overdue': '#ff8787',
    '--k-overdue-back': '#4f1d20',
    '--k-lost': '#e8833a',
    '--k-lost-text': '#ffa366',
    '--k-lost-back': '#4a2a14',
    '--k-ok': '#4bbf8a',
    '--k-ok-text': '#6fd3a4',
    '--k-ok-back': '#17382a',
    '--k-warn-text': '#f2c14e',
    '--k-warn-back': '#40320f',
    '--k-info-back': '#15373f',
    '--k-future-back': '#28323b',
    '--mantine-color-body': '#1a2128',
    '--mantine-color-text': '#e6ebf0',
    '--mantine-color-dimmed': '#98a5b1',
    '--mantine-color-placeholder': '#8492a0',
    '--mantine-color-default': '#20282f',
    '--mantine-color-default-hover': '#28323b',
    '--mantine-color-default-border': '#3a4651',
    '--mantine-color-error': '#ff8787',
    '--mantine-color-anchor': '#6fc3d1',
    '--mantine-color-petrol-light': '#15373f',
    '--mantine-color-petrol-light-hover': '#1a434d',
    '--mantine-color-petrol-light-color': '#6fc3d1'
  }
})
