package io.holdfast.client.config.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.holdfast.client.config.ConfigPosition;
import io.holdfast.client.config.ConfigSyntaxException;
import io.holdfast.client.config.ConfigValue;
import io.holdfast.model.Bytes;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.DocumentType;
import io.holdfast.model.config.ReleaseChecksum;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A JSON Schema (draft 2020-12, unless its {@code $schema} names another) that documents of a release are checked against. Safe
 * for any thread.
 *
 * <p>Documents are read as clients read them ({@link ConfigValue#parse}): aliases repeat, merge keys merge, {@code yes} is a
 * text, and so is every value of properties. Each document that can be read is checked by itself. A schema whose root says {@code
 * "x-holdfast-scope": "set"} is checked once, against an object that has the paths of the documents as its names and their
 * values: so it can tell documents apart, and ask for some to be there. Other documents are not looked into; in a set they stand
 * as texts, binary ones as {@code null}. Numbers that are none, infinite, or beyond what a double holds are texts to a schema.
 * References to other places than the schema itself are refused: what a release is checked against is what the set holds.
 */
public final class SchemaCheck {
    private static final String SCOPE = "x-holdfast-scope";

    private final Schema schema;
    private final Bytes checksum;
    private final boolean wholeSet;

    private SchemaCheck(Schema schema, Bytes checksum, boolean wholeSet) {
        this.schema = schema;
        this.checksum = checksum;
        this.wholeSet = wholeSet;
    }

    /**
     * Reads a schema.
     *
     * @param schema JSON or YAML in UTF-8
     * @throws SchemaException if it is none
     */
    public static SchemaCheck of(Bytes schema) {
        JsonNode tree;
        try {
            tree = ParsedDocument.ofEither("schema", schema).tree();
        } catch (ConfigSyntaxException e) {
            throw new SchemaException("the schema is malformed" + at(e) + ": " + e.reason(), e);
        }
        if (schema.size() == 0) {
            throw new SchemaException("the schema is empty; one that allows everything is {}", null);
        }
        if (!tree.isObject() && !tree.isBoolean()) {
            throw new SchemaException("a schema is an object, this is " + tree.getNodeType(), null);
        }
        boolean wholeSet = "set".equals(tree.path(SCOPE).asText());
        if (tree.has(SCOPE) && !wholeSet && !"document".equals(tree.path(SCOPE).asText())) {
            throw new SchemaException(SCOPE + " is \"document\" or \"set\", not " + tree.get(SCOPE), null);
        }
        try {
            SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
                    SpecificationVersion.DRAFT_2020_12,
                    builder -> builder.schemaLoader(loader -> loader.block(
                            // The dialects' own schemas come with the library.
                            iri -> !iri.toString().contains("json-schema.org/"))));
            checkAsSchema(registry, tree);
            Schema read = registry.getSchema(tree);
            read.initializeValidators();
            return new SchemaCheck(read, ReleaseChecksum.of(schema), wholeSet);
        } catch (com.networknt.schema.SchemaException e) {
            throw new SchemaException("the schema cannot be used: " + e.getMessage(), e);
        }
    }

    private static void checkAsSchema(SchemaRegistry registry, JsonNode tree) {
        String dialect = tree.path("$schema").asText(SpecificationVersion.DRAFT_2020_12.getDialectId());
        List<Error> errors = registry.getSchema(com.networknt.schema.SchemaLocation.of(dialect))
                .validate(tree);
        if (!errors.isEmpty()) {
            Error first = errors.get(0);
            throw new SchemaException(
                    "the schema is none, at " + first.getInstanceLocation() + ": " + first.getMessage(), null);
        }
    }

    /** The schema's checksum: what a publish command carries. */
    public Bytes checksum() {
        return checksum;
    }

    /**
     * Checks documents.
     *
     * @return everything that is wrong, by document and place; empty if nothing is. A malformed document is one violation
     */
    public List<Violation> check(Collection<Document> documents) {
        List<Violation> violations = new ArrayList<>();
        Map<String, ParsedDocument> trees = new HashMap<>();
        for (Document document : documents) {
            if (ConfigValue.isReadable(document.type())) {
                try {
                    trees.put(document.path(), ParsedDocument.of(document));
                } catch (ConfigSyntaxException e) {
                    violations.add(new Violation(
                            document.path(),
                            "",
                            e.position().map(ConfigPosition::line).orElse(0),
                            e.position().map(ConfigPosition::column).orElse(0),
                            e.reason()));
                }
            }
        }
        if (!wholeSet) {
            trees.forEach((path, tree) -> check(path, tree, violations));
        } else if (violations.isEmpty()) {
            checkSet(documents, trees, violations);
        }
        violations.sort(Comparator.comparing(Violation::document)
                .thenComparingInt(Violation::line)
                .thenComparingInt(Violation::column)
                .thenComparing(Violation::reason));
        return violations;
    }

    private void check(String path, ParsedDocument document, List<Violation> violations) {
        for (Error error : schema.validate(document.tree())) {
            String pointer = error.getInstanceLocation().toString();
            violations.add(violation(path, pointer, document, error));
        }
    }

    private void checkSet(
            Collection<Document> documents, Map<String, ParsedDocument> trees, List<Violation> violations) {
        ObjectNode set = JsonNodeFactory.instance.objectNode();
        for (Document document : documents) {
            ParsedDocument parsed = trees.get(document.path());
            if (parsed != null) {
                set.set(document.path(), parsed.tree());
            } else if (document.type() == DocumentType.BINARY) {
                set.putNull(document.path());
            } else {
                set.put(document.path(), document.content().utf8());
            }
        }
        for (Error error : schema.validate(set)) {
            violations.add(placed(error, trees));
        }
    }

    private static Violation placed(Error error, Map<String, ParsedDocument> trees) {
        String pointer = error.getInstanceLocation().toString();
        if (pointer.isEmpty()) {
            return new Violation("", "", 0, 0, error.getMessage());
        }
        int end = pointer.indexOf('/', 1);
        String name = end < 0 ? pointer.substring(1) : pointer.substring(1, end);
        String path = name.replace("~1", "/").replace("~0", "~");
        String within = end < 0 ? "" : pointer.substring(end);
        ParsedDocument parsed = trees.get(path);
        return parsed == null
                ? new Violation(path, within, 0, 0, error.getMessage())
                : violation(path, within, parsed, error);
    }

    private static Violation violation(String path, String pointer, ParsedDocument document, Error error) {
        ConfigPosition place = document.place(pointer);
        return new Violation(path, pointer, place.line(), place.column(), error.getMessage());
    }

    private static String at(ConfigSyntaxException e) {
        return e.position()
                .map(place -> " at line " + place.line() + ", column " + place.column())
                .orElse("");
    }
}
