package io.holdfast.client.config;

/** What happened to a document or a value. */
public enum ConfigChange {
    /** It is new. */
    ADDED,
    /** It is gone. */
    REMOVED,
    /** It is another one. */
    CHANGED
}
