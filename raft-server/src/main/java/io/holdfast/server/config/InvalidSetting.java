package io.holdfast.server.config;

/** A value that a configuration record refuses: names the key, what was given and what is expected. */
public final class InvalidSetting extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final String key;

    InvalidSetting(String key, String problem) {
        super(key + ": " + problem);
        this.key = key;
    }

    /** The key at fault, as it stands in the file, nested keys joined by dots. */
    public String key() {
        return key;
    }
}
