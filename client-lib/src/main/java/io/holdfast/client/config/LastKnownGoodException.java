package io.holdfast.client.config;

import java.io.IOException;

/** A last known good file that must not be used; the message says why, the caller says which. */
final class LastKnownGoodException extends IOException {
    private static final long serialVersionUID = 1L;

    LastKnownGoodException(String message) {
        super(message);
    }
}
