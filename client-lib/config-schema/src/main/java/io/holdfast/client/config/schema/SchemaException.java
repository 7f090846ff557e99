package io.holdfast.client.config.schema;

import org.jspecify.annotations.Nullable;

/** A schema that is none, or that asks for what is not to be had here. The message says what and where. */
public final class SchemaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SchemaException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
