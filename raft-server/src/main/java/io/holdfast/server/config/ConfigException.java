package io.holdfast.server.config;

/** The configuration cannot be used. The message names the place, the key and what is expected. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1;

    ConfigException(String message) {
        super(message);
    }

    ConfigException(String message, Throwable cause) {
        super(message, cause);
    }
}
