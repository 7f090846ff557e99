package io.holdfast.model.config;

/** What a document is. The number is the one on the wire and on disk; it never changes. */
public enum DocumentType {
    /** YAML, in UTF-8. */
    YAML(1),
    /** JSON, in UTF-8. */
    JSON(2),
    /** Java properties, in UTF-8. */
    PROPERTIES(3),
    /** Text, in UTF-8. */
    TEXT(4),
    /** Bytes. */
    BINARY(5);

    private final int number;

    DocumentType(int number) {
        this.number = number;
    }

    /** The number on the wire and on disk. */
    public int number() {
        return number;
    }
}
