// The few words that we show ourselves. The chat has its own, in the frame.

export interface Strings {
  chat: string;
  close: string;
  retry: string;
  /** Nothing has come, or the page's own rules keep it out. */
  failed: string;
  /** `#` stands for the number. */
  unread: string;
}

const LANGUAGES: Record<string, Strings> = {
  en: {
    chat: 'Chat',
    close: 'Close',
    retry: 'Try again',
    failed: 'The chat could not be loaded. Check your connection, or try again later.',
    unread: 'unread: #',
  },
  de: {
    chat: 'Chat',
    close: 'Schließen',
    retry: 'Noch einmal',
    failed: 'Der Chat konnte nicht geladen werden. Bitte Verbindung prüfen oder später noch einmal versuchen.',
    unread: 'ungelesen: #',
  },
  ar: {
    chat: 'محادثة',
    close: 'إغلاق',
    retry: 'إعادة المحاولة',
    failed: 'تعذّر تحميل المحادثة. تحقق من اتصالك أو حاول لاحقًا.',
    unread: 'غير مقروءة: #',
  },
};

/** Those of a language (BCP 47, or empty for the browser's), in English where we do not have it. */
export function strings(lang: string): Strings {
  return LANGUAGES[(lang || navigator.language).slice(0, 2).toLowerCase()] ?? LANGUAGES['en']!;
}
