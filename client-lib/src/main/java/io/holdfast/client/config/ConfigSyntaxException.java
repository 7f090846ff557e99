package io.holdfast.client.config;

import org.jspecify.annotations.Nullable;

/** A document is not what its type says: malformed, not UTF-8, a name given twice, or larger or deeper than allowed. */
public final class ConfigSyntaxException extends ConfigException {
    private static final long serialVersionUID = 1L;

    ConfigSyntaxException(ConfigPosition position, String message, @Nullable Throwable cause) {
        super(position, message, cause);
    }
}
