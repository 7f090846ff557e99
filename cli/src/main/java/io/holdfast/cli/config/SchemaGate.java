package io.holdfast.cli.config;

import io.holdfast.cli.shell.CliException;
import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.client.config.schema.SchemaCheck;
import io.holdfast.client.config.schema.SchemaException;
import io.holdfast.client.config.schema.Violation;
import io.holdfast.model.Bytes;
import io.holdfast.model.config.Document;
import java.util.List;

/** Asks the validator. Apart from the rest, because its classes take longer to load than most commands run. */
final class SchemaGate {
    private SchemaGate() {}

    /**
     * What is wrong with documents.
     *
     * @param schema the schema; empty for none
     * @throws CliException refused if the schema is none
     */
    static List<Violation> violations(Bytes schema, List<Document> documents) {
        if (schema.isEmpty()) {
            return List.of();
        }
        return compiled(schema).check(documents);
    }

    /**
     * Makes sure that a schema is one.
     *
     * @throws CliException refused if it is none
     */
    static void require(Bytes schema) {
        compiled(schema);
    }

    private static SchemaCheck compiled(Bytes schema) {
        try {
            return SchemaCheck.of(schema);
        } catch (SchemaException e) {
            throw CliException.of(ExitStatus.REFUSED, "SCHEMA_MALFORMED", String.valueOf(e.getMessage()), e);
        }
    }
}
