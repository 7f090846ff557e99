package io.holdfast.client;

import org.jspecify.annotations.Nullable;

/** The client was configured wrongly; the message names the setting, its value and what it must be. */
public final class ConfigurationException extends HoldfastException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message which setting, why, and what it must be
     * @param cause what lies beneath, or null
     */
    public ConfigurationException(String message, @Nullable Throwable cause) {
        super(ErrorCode.CONFIGURATION, OperationOutcome.NOT_APPLIED, null, message, cause);
    }

    @Override
    public boolean retryable() {
        return false;
    }

    @Override
    HoldfastException atCaller() {
        return new ConfigurationException(text(), this);
    }
}
