package io.holdfast.server.ops;

/**
 * What a page answers.
 *
 * @param status the HTTP status
 * @param contentType the media type
 * @param body the text
 */
record Reply(int status, String contentType, String body) {
    static final int OK = 200;
    static final int UNAUTHORIZED = 401;
    static final int FORBIDDEN = 403;
    static final int NOT_FOUND = 404;
    static final int METHOD_NOT_ALLOWED = 405;
    static final int TOO_LARGE = 413;
    static final int INTERNAL_ERROR = 500;
    static final int UNAVAILABLE = 503;

    static final String TEXT = "text/plain; charset=utf-8";

    /** A line or several of plain text. */
    static Reply text(int status, String body) {
        return new Reply(status, TEXT, body + "\n");
    }
}
