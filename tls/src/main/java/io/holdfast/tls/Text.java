package io.holdfast.tls;

import java.security.cert.X509Certificate;

/** Turns what a stranger sent into something a log line can carry: printable, bounded, on one line. */
final class Text {
    private static final int SHOWN = 160;

    private Text() {}

    static String quoted(String value) {
        return '\'' + plain(value) + '\'';
    }

    /** The value with everything but printable ASCII replaced by '?', cut after 160 characters. */
    static String plain(String value) {
        int shown = Math.min(value.length(), SHOWN);
        StringBuilder text = new StringBuilder(shown + 1);
        for (int i = 0; i < shown; i++) {
            char c = value.charAt(i);
            text.append(c < 0x20 || c > 0x7e ? '?' : c);
        }
        return shown < value.length() ? text.append("...").toString() : text.toString();
    }

    /** A certificate in a few words: who it says it is, who issued it. Nothing in it was verified. */
    static String certificate(X509Certificate certificate) {
        String issuer = plain(certificate.getIssuerX500Principal().getName());
        return identity(certificate) + " issued by " + Text.quoted(issuer);
    }

    private static String identity(X509Certificate certificate) {
        try {
            return Principal.of(certificate).toString();
        } catch (IdentityException e) {
            String subject = plain(certificate.getSubjectX500Principal().getName());
            return e.offered() + " with subject " + Text.quoted(subject);
        }
    }
}
