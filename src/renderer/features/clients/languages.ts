/** Languages that letters and calls are likely in. */
export const clientLanguages = ['pl', 'uk', 'ru', 'en', 'de', 'cs', 'sk', 'lt', 'lv', 'et', 'ro', 'hu', 'bg', 'fr', 'it', 'es'] as const
