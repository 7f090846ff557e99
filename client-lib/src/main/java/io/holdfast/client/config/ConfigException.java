package io.holdfast.client.config;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Configuration that cannot be used. The message names document, line and value as far as they are known, and says why. */
public abstract sealed class ConfigException extends RuntimeException
        permits ConfigSyntaxException, ConfigBindingException, ConfigVetoException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable ConfigPosition position;
    private final String reason;

    ConfigException(@Nullable ConfigPosition position, String message, @Nullable Throwable cause) {
        super(position == null ? message : position + ": " + message, cause);
        this.position = position;
        this.reason = message;
    }

    /** What is wrong: the message without the place. */
    public String reason() {
        return reason;
    }

    /** Where the trouble stands; empty if it is not about one place. */
    public Optional<ConfigPosition> position() {
        return Optional.ofNullable(position);
    }
}
