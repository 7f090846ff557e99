package io.holdfast.client.config.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.holdfast.client.config.ConfigValue;
import io.holdfast.model.Bytes;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.DocumentType;
import io.holdfast.model.config.ReleaseChecksum;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchemaCheckTest {
    private static final Bytes POOL = Bytes.utf8("""
            {"type": "object",
             "properties": {"pool": {"type": "object",
                                     "properties": {"size": {"type": "integer", "minimum": 1}},
                                     "required": ["size"]}},
             "required": ["pool"]}
            """);

    private static Document yaml(String path, String text) {
        return new Document(path, DocumentType.YAML, Bytes.utf8(text));
    }

    @Test
    void aDocumentThatTheSchemaAllowsIsNoViolation() {
        SchemaCheck check = SchemaCheck.of(POOL);

        assertThat(check.check(List.of(yaml("app.yaml", "pool:\n  size: 4\n")))).isEmpty();
        assertThat(check.checksum()).isEqualTo(ReleaseChecksum.of(POOL));
    }

    @Test
    void aViolationSaysDocumentPlaceAndReason() {
        List<Violation> found = SchemaCheck.of(POOL).check(List.of(yaml("app.yaml", "name: shop\npool:\n  size: 0\n")));

        assertThat(found).hasSize(1);
        Violation one = found.get(0);
        assertThat(one.document()).isEqualTo("app.yaml");
        assertThat(one.pointer()).isEqualTo("/pool/size");
        assertThat(one.line()).isEqualTo(3);
        assertThat(one.column()).isEqualTo(9);
        assertThat(one).hasToString("app.yaml:3:9: /pool/size: " + one.reason());
        assertThat(one.reason()).contains("minimum").contains("1");
    }

    @Test
    void everyViolationIsTold() {
        List<Violation> found = SchemaCheck.of(POOL)
                .check(List.of(
                        yaml("b.yaml", "pool:\n  size: many\n"),
                        yaml("a.yaml", "other: 1\n"),
                        new Document("c.json", DocumentType.JSON, Bytes.utf8("{\"pool\": {}}"))));

        assertThat(found).extracting(Violation::document).containsExactly("a.yaml", "b.yaml", "c.json");
        assertThat(found.get(2).pointer()).isEqualTo("/pool");
        assertThat(found.get(2).line()).isEqualTo(1);
    }

    @Test
    void whatIsMissingIsPlacedAtWhatItIsMissingFrom() {
        List<Violation> found = SchemaCheck.of(POOL).check(List.of(yaml("app.yaml", "name: x\npool:\n  max: 3\n")));

        assertThat(found).hasSize(1);
        assertThat(found.get(0).pointer()).isEqualTo("/pool");
        assertThat(found.get(0).line()).isBetween(2, 3);
    }

    @Test
    void aMalformedDocumentIsAViolationWithItsPlace() {
        List<Violation> found =
                SchemaCheck.of(POOL).check(List.of(yaml("app.yaml", "pool:\n  size: [1, 2\nnext: 3\n")));

        assertThat(found).hasSize(1);
        assertThat(found.get(0).line()).isGreaterThan(1);
        assertThat(found.get(0).reason()).doesNotContain("app.yaml");
    }

    @Test
    void aKeyThatStandsTwiceIsAViolation() {
        assertThat(SchemaCheck.of(POOL).check(List.of(yaml("app.yaml", "pool:\n  size: 1\n  size: 2\n"))))
                .hasSize(1);
    }

    @Test
    void aDocumentThatUnfoldsWithoutEndIsRefused() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 10; i++) {
            bomb.append("a%d: &a%d [*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d]\n"
                    .formatted(i, i, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1));
        }

        assertThat(SchemaCheck.of(POOL).check(List.of(yaml("app.yaml", bomb.toString()))))
                .extracting(Violation::reason)
                .singleElement(STRING)
                .contains("more than " + ConfigValue.MAX_VALUES + " values");
    }

    @Test
    void aliasesAndMergeKeysAreWhatClientsReadThemAs() {
        String text = """
                small: &small
                  size: 0
                pool:
                  <<: *small
                  name: shop
                spare: *small
                """;
        SchemaCheck check = SchemaCheck.of(Bytes.utf8("""
                properties:
                  pool: {$ref: "#/$defs/pool", additionalProperties: true}
                  spare: {$ref: "#/$defs/pool"}
                $defs:
                  pool: {properties: {size: {type: integer, minimum: 1}}, required: [size]}
                """));

        List<Violation> found = check.check(List.of(yaml("app.yaml", text)));

        assertThat(found).extracting(Violation::pointer).containsExactlyInAnyOrder("/pool/size", "/spare/size");
        assertThat(found).as("it stands at the anchor").allSatisfy(each -> {
            assertThat(each.line()).isEqualTo(2);
            assertThat(each.column()).isEqualTo(9);
        });
        assertThat(check.check(List.of(yaml("app.yaml", text.replace("size: 0", "size: 4")))))
                .isEmpty();
        assertThat(check.check(List.of(yaml("app.yaml", "pool: *nobody\n"))))
                .extracting(Violation::reason)
                .singleElement(STRING)
                .contains("nobody");
    }

    @Test
    void whatLooksLikeATruthIsWhatClientsReadItAs() {
        SchemaCheck check = SchemaCheck.of(Bytes.utf8("properties: {country: {type: string}, on: {type: boolean}}"));

        assertThat(check.check(List.of(yaml("app.yaml", "country: no\non: true\n"))))
                .isEmpty();
        assertThat(check.check(List.of(yaml("app.yaml", "country: x\non: yes\n"))))
                .extracting(Violation::pointer)
                .containsExactly("/on");
    }

    @Test
    void numbersKeepTheirKind() {
        SchemaCheck check = SchemaCheck.of(Bytes.utf8("additionalProperties: {type: integer}"));

        assertThat(check.check(
                        List.of(yaml("a.yaml", "int: 1\nlong: 5000000000\nbig: 123456789012345678901234567890\n"))))
                .isEmpty();
        assertThat(check.check(List.of(yaml("a.yaml", "half: 0.5\nnone: .nan\nendless: -.inf\nnull: ~\n"))))
                .extracting(Violation::pointer)
                .containsExactly("/half", "/none", "/endless", "/null");
    }

    @Test
    void aNumberThatNobodyCanWriteOutIsNotWrittenOut() {
        SchemaCheck check = SchemaCheck.of(Bytes.utf8("""
                properties:
                  a: {enum: [1]}
                  b: {type: number, multipleOf: 3}
                  c: {type: integer}
                """));

        assertThat(check.check(List.of(yaml("a.yaml", "a: 1e999999999\nb: 1e999999999\nc: 1e-999999999\n"))))
                .extracting(Violation::pointer)
                .containsExactly("/a", "/b", "/c");
        assertThat(check.check(List.of(yaml("a.yaml", "a: 1.0\nb: 3e300\nc: 12e3\n"))))
                .isEmpty();
    }

    @Test
    void propertiesAreTreesOfTexts() {
        Document document = new Document(
                "app.properties", DocumentType.PROPERTIES, Bytes.utf8("name=shop\npool.size=many\npool.hosts[0]=a\n"));
        SchemaCheck check = SchemaCheck.of(Bytes.utf8("""
                properties:
                  pool:
                    properties:
                      size: {type: string, pattern: "^[0-9]+$"}
                      hosts: {type: array, minItems: 2}
                """));

        List<Violation> found = check.check(List.of(document));

        assertThat(found).extracting(Violation::pointer).containsExactly("/pool/size", "/pool/hosts");
        assertThat(found.get(0).line()).isEqualTo(2);
        assertThat(check.check(List.of(new Document(
                        "app.properties", DocumentType.PROPERTIES, Bytes.utf8("pool.size=1\npool.size=2\n")))))
                .extracting(Violation::line)
                .containsExactly(2);
    }

    @Test
    void anEmptyDocumentHasNothingInIt() {
        assertThat(SchemaCheck.of(POOL).check(List.of(yaml("app.yaml", "# later\n"))))
                .extracting(Violation::reason)
                .singleElement(STRING)
                .contains("pool");
    }

    @Test
    void depthIsBounded() {
        String deep = "[".repeat(10_000) + "]".repeat(10_000);

        assertThat(SchemaCheck.of(POOL).check(List.of(new Document("a.json", DocumentType.JSON, Bytes.utf8(deep)))))
                .hasSize(1);
    }

    @Test
    void otherDocumentsAreNotLookedInto() {
        assertThat(SchemaCheck.of(POOL)
                        .check(List.of(
                                new Document("motd.txt", DocumentType.TEXT, Bytes.utf8("hello")),
                                new Document("logo", DocumentType.BINARY, Bytes.of(0xff)))))
                .isEmpty();
    }

    @Test
    void aSchemaOfTheSetTellsDocumentsApartAndAsksForThem() {
        SchemaCheck check = SchemaCheck.of(Bytes.utf8("""
                x-holdfast-scope: set
                required: [app.yaml, motd.txt]
                properties:
                  app.yaml:
                    properties: {size: {type: integer}}
                  db/pool.yaml:
                    properties: {max: {type: integer}}
                  motd.txt: {type: string, maxLength: 5}
                """));

        List<Violation> found =
                check.check(List.of(yaml("app.yaml", "size: 1\n"), yaml("db/pool.yaml", "min: 1\nmax: a\n")));

        assertThat(found).extracting(Violation::document).containsExactly("", "db/pool.yaml");
        assertThat(found.get(0).reason()).contains("motd.txt");
        assertThat(found.get(1).pointer()).isEqualTo("/max");
        assertThat(found.get(1).line()).isEqualTo(2);
    }

    @Test
    void whatIsNoSchemaIsRefusedWithItsPlace() {
        assertThatThrownBy(() -> SchemaCheck.of(Bytes.utf8("{\"type\": \"intger\"}")))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("/type");
        assertThatThrownBy(() -> SchemaCheck.of(Bytes.utf8("{\"type\": ")))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("line");
        assertThatThrownBy(() -> SchemaCheck.of(Bytes.utf8("[]"))).isInstanceOf(SchemaException.class);
        assertThatThrownBy(() -> SchemaCheck.of(Bytes.EMPTY)).isInstanceOf(SchemaException.class);
        assertThatThrownBy(() -> SchemaCheck.of(Bytes.utf8("{\"x-holdfast-scope\": \"all\"}")))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("x-holdfast-scope");
    }

    @Test
    void aSchemaMayBeJsonIndentedByTabs() {
        assertThat(SchemaCheck.of(Bytes.utf8("{\n\t\"type\": \"object\"\n}\n"))
                        .check(List.of(yaml("app.yaml", "a: 1\n"))))
                .isEmpty();
    }

    @Test
    void aSchemaThatPointsElsewhereIsRefused() {
        assertThatThrownBy(() -> SchemaCheck.of(Bytes.utf8("{\"$ref\": \"https://example.invalid/schema.json\"}")))
                .isInstanceOf(SchemaException.class);
        assertThatThrownBy(() -> SchemaCheck.of(Bytes.utf8("{\"$ref\": \"file:///etc/hostname\"}")))
                .isInstanceOf(SchemaException.class);
    }
}
