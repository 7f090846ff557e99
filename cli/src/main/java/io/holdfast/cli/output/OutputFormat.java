package io.holdfast.cli.output;

/** What {@code -o} can say. */
public enum OutputFormat {
    /** For people; its layout may change. */
    TABLE,
    /** One JSON object; field names are stable. */
    JSON,
    /** The same as YAML. */
    YAML
}
