package io.holdfast.client.config;

import org.jspecify.annotations.Nullable;

/** Documents do not make the object that they are bound to. The message names the value by its JSON Pointer. */
public final class ConfigBindingException extends ConfigException {
    private static final long serialVersionUID = 1L;

    private final String pointer;

    ConfigBindingException(
            @Nullable ConfigPosition position, String pointer, String message, @Nullable Throwable cause) {
        super(position, pointer.isEmpty() ? message : pointer + ": " + message, cause);
        this.pointer = pointer;
    }

    /** Which value, as a JSON Pointer; empty for the whole. */
    public String pointer() {
        return pointer;
    }
}
