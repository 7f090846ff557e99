package io.holdfast.client.config;

import org.jspecify.annotations.Nullable;

/** The application will not run on a release: its {@link ConfigValidator} said no. */
public final class ConfigVetoException extends ConfigException {
    private static final long serialVersionUID = 1L;

    ConfigVetoException(String message, @Nullable Throwable cause) {
        super(null, message, cause);
    }
}
