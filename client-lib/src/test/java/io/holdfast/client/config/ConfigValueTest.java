package io.holdfast.client.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.DocumentType;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ConfigValueTest {
    static Document yaml(String text) {
        return new Document("app.yaml", DocumentType.YAML, Bytes.utf8(text));
    }

    private static ConfigValue read(DocumentType type, String text) {
        return ConfigValue.parse(new Document("app", type, Bytes.utf8(text)));
    }

    private static ConfigValue yamlValue(String text) {
        return ConfigValue.parse(yaml(text));
    }

    private static Optional<Object> scalar(ConfigValue value, String pointer) {
        return value.at(pointer).map(found -> ((ConfigValue.Scalar) found).value());
    }

    private static ConfigPosition wrongIn(Document document) {
        try {
            ConfigValue.parse(document);
        } catch (ConfigSyntaxException e) {
            assertThat(e).hasMessageStartingWith(document.path() + ":");
            return e.position().orElseThrow();
        }
        throw new AssertionError("it was read");
    }

    @Test
    void everyValueKnowsWhereItStands() {
        ConfigValue value = yamlValue("pool:\n  size: 8\n  hosts:\n    - one\n    - two\n");
        assertThat(value.at("/pool/size").orElseThrow().position()).isEqualTo(new ConfigPosition("app.yaml", 2, 9));
        assertThat(value.at("/pool/hosts/1").orElseThrow().position()).isEqualTo(new ConfigPosition("app.yaml", 5, 7));
        assertThat(value.at("/pool/hosts/2")).isEmpty();
        assertThat(value.at("/pool/size/deeper")).isEmpty();
        assertThat(value.at("").orElseThrow()).isSameAs(value);
    }

    @Test
    void valuesAreWhatYaml12SaysAndNorwayIsACountry() {
        ConfigValue value = yamlValue(
                "country: no\non: yes\nreally: true\nnone: ~\nratio: 1.50\nhex: 0x1F\nbig: 123456789012345678901\nnan: .nan\n");
        assertThat(scalar(value, "/country")).contains("no");
        assertThat(scalar(value, "/on")).contains("yes");
        assertThat(scalar(value, "/really")).contains(true);
        assertThat(scalar(value, "/none")).isEmpty();
        assertThat(value.at("/none")).isPresent();
        assertThat(scalar(value, "/ratio")).contains(new BigDecimal("1.50"));
        assertThat(scalar(value, "/hex")).contains(31);
        assertThat(scalar(value, "/big").map(Object::toString)).contains("123456789012345678901");
        assertThat(scalar(value, "/nan")).contains(Double.NaN);
    }

    @Test
    void aliasesAndMergeKeysMeanWhatTheyRepeat() {
        ConfigValue value = yamlValue(
                "base: &base {size: 8, name: a}\nname: &n x\nprod:\n  <<: *base\n  name: b\nlist: [*n, *base]\n");
        assertThat(scalar(value, "/prod/size")).contains(8);
        assertThat(scalar(value, "/prod/name")).contains("b");
        assertThat(scalar(value, "/list/0")).contains("x");
        assertThat(scalar(value, "/list/1/name")).contains("a");
        assertThat(wrongIn(yaml("a: *nobody\n"))).isEqualTo(new ConfigPosition("app.yaml", 1, 4));
        assertThat(wrongIn(yaml("a: &a\n  b: *a\n")).line()).isEqualTo(2);
        assertThat(wrongIn(yaml("a:\n  <<: 5\n"))).isEqualTo(new ConfigPosition("app.yaml", 2, 7));
    }

    @Test
    void anEmptyDocumentIsAnEmptyMapping() {
        for (String text : List.of("", "# nothing\n", "~\n")) {
            assertThat(yamlValue(text))
                    .isInstanceOfSatisfying(
                            ConfigValue.Mapping.class,
                            mapping -> assertThat(mapping.entries()).isEmpty());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "YAML, 'a: 1\nb: [1,\nc: 2\n', 4",
        "YAML, 'a: 1\na: 2\n', 2",
        "YAML, 'a: 1\n---\nb: 2\n', 3",
        "YAML, '\ta: 1', 1",
        "JSON, '{\"a\": 1,\n \"a\": 2}', 2",
        "JSON, '{\"a\": 1}\n{}', 2",
        "JSON, '{\"a\":\n nope}', 2",
        "JSON, '{\"a\": [1', 1",
        "PROPERTIES, 'a=1\na=2\n', 2",
        "PROPERTIES, 'a=1\n\na.b=2\n', 3",
        "PROPERTIES, 'a.b=1\na=2\n', 2",
        "PROPERTIES, 'a=1\nb=\\u00zz\n', 2",
        "PROPERTIES, 'a[0]=1\na.x=1\n', 2",
        "PROPERTIES, 'a[1]=1\n', 1",
    })
    void whatIsMalformedIsToldWithItsLine(DocumentType type, String text, int line) {
        assertThat(wrongIn(new Document("app", type, Bytes.utf8(text))).line()).isEqualTo(line);
    }

    @Test
    void bytesUnderATextTypeAreToldWithTheirPlace() {
        Bytes bytes = Bytes.of('a', ':', ' ', '1', '\n', 'b', 0xff, 0xfe);
        Document document = new Document("app.yaml", DocumentType.YAML, bytes);
        assertThat(wrongIn(document)).isEqualTo(new ConfigPosition("app.yaml", 2, 2));
        Document text = new Document("motd.txt", DocumentType.TEXT, bytes);
        assertThatThrownBy(() -> Documents.check(text)).isInstanceOf(ConfigSyntaxException.class);
        assertThatThrownBy(() -> ConfigValue.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aBillionLaughsAreNotLaughed() {
        StringBuilder text = new StringBuilder("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
        for (int i = 1; i < 10; i++) {
            text.append("a").append(i).append(": &a").append(i).append(" [");
            text.append(("*a" + (i - 1) + ",").repeat(9)).append("]\n");
        }
        org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertThatThrownBy(() -> yamlValue(text.toString()))
                        .isInstanceOf(ConfigSyntaxException.class)
                        .hasMessageContaining("more than " + ConfigValue.MAX_VALUES + " values"));
    }

    @ParameterizedTest
    @EnumSource(names = {"YAML", "JSON"})
    void deepNestingIsRefusedAndDoesNotOverflowTheStack(DocumentType type) {
        String deep = "[".repeat(100_000) + "]".repeat(100_000);
        assertThatThrownBy(() -> read(type, deep)).isInstanceOf(ConfigSyntaxException.class);
        String allowed = "[".repeat(ConfigValue.MAX_DEPTH - 1) + "1" + "]".repeat(ConfigValue.MAX_DEPTH - 1);
        assertThat(read(type, allowed)).isInstanceOf(ConfigValue.Sequence.class);
        String chain = "a0: &a0 [1]\n"
                + String.join(
                        "",
                        java.util.stream.IntStream.range(1, 80)
                                .mapToObj(i -> "a" + i + ": &a" + i + " [*a" + (i - 1) + "]\n")
                                .toList());
        assertThatThrownBy(() -> yamlValue(chain)).hasMessageContaining("nested deeper");
    }

    @Test
    void propertiesAreReadAsTheJdkReadsThem() throws java.io.IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String alphabet = "ab=: \t\\\n\r#!x.u0";
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(24);
            for (int i = 0; i < length; i++) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            if (text.toString().strip().endsWith("\\")) {
                // To the JDK a backslash before the end may be a property without name and value.
                continue;
            }
            ConfigValue value;
            try {
                value = read(DocumentType.PROPERTIES, text.toString());
            } catch (ConfigSyntaxException e) {
                // Twice, or above and below: the JDK lets the last one win.
                continue;
            }
            java.util.Properties twin = new java.util.Properties();
            twin.load(new java.io.StringReader(text.toString()));
            assertThat(ConfigProperties.of(value))
                    .as("seed %d round %d text <%s>", seed, round, text)
                    .isEqualTo(twin);
        }
    }

    @Test
    void hostileTextIsReadOrRefusedAndNothingElse() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String[] pieces = {
            "a: ",
            "- ",
            "[",
            "]",
            "{",
            "}",
            "&x ",
            "*x",
            "<<: ",
            "\n",
            "  ",
            "\"",
            "'",
            "|\n",
            ">\n",
            "!!int ",
            "? ",
            ": ",
            "#",
            "---\n",
            "1e999999999",
            "0x",
            "-.inf",
            ",",
            "\u0000",
            "\u2028",
            "\\u",
            "null",
            "%YAML 1.1\n",
            "!<tag:x> ",
            "\t",
            "0b1_"
        };
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(16);
            for (int i = 0; i < length; i++) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            for (DocumentType type : List.of(DocumentType.YAML, DocumentType.JSON, DocumentType.PROPERTIES)) {
                try {
                    assertThat(read(type, text.toString())).isNotNull();
                } catch (ConfigSyntaxException e) {
                    assertThat(e.position()).as("seed %d <%s>", seed, text).isPresent();
                } catch (RuntimeException e) {
                    throw new AssertionError("seed " + seed + " " + type + " <" + text + ">", e);
                }
            }
        }
    }

    @Test
    void aReleasesDocumentsAreCheckedBeforeTheyAreSent() {
        Documents documents =
                new Documents().add("app.yaml", "a: 1").add("conf/b.json", "{}").add("logo.bin", "x");
        assertThat(documents.list())
                .extracting(Document::type)
                .containsExactly(DocumentType.YAML, DocumentType.JSON, DocumentType.BINARY);
        assertThatThrownBy(() -> documents.add("app.yaml", "b: 1")).hasMessageContaining("two documents");
        for (String path : List.of("", "/a", "a/", "a//b", "a/../b", ".", "a b", "ä")) {
            assertThatThrownBy(() -> documents.add(path, "")).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> documents.add("c.json", "{")).isInstanceOf(ConfigSyntaxException.class);
        assertThatThrownBy(() -> documents.add("large.txt", "x".repeat(Limits.MAX_RELEASE_BYTES)))
                .hasMessageContaining("bytes");
        assertThat(documents.list()).hasSize(3);
    }

    @Test
    void filesAndFoldersBecomeDocuments(@org.junit.jupiter.api.io.TempDir java.nio.file.Path folder)
            throws java.io.IOException {
        java.nio.file.Files.createDirectories(folder.resolve("env/.git"));
        java.nio.file.Files.writeString(folder.resolve("app.yml"), "a: 1\n");
        java.nio.file.Files.writeString(folder.resolve("env/prod.properties"), "a=2\n");
        java.nio.file.Files.writeString(folder.resolve("env/.git/HEAD"), "ref\n");
        assertThat(new Documents().addFile(folder).list())
                .extracting(Document::path)
                .containsExactly("app.yml", "env/prod.properties");
        assertThat(new Documents().addFile(folder.resolve("app.yml")).list())
                .extracting(Document::path)
                .containsExactly("app.yml");
    }

    @Test
    void flatNamesKeepListsAndLevels() {
        ConfigValue value = yamlValue("pool:\n  hosts: [a, b]\n  size: 8\nnone: ~\nempty: {}\n");
        assertThat(ConfigProperties.of(value))
                .isEqualTo(Map.of("pool.hosts[0]", "a", "pool.hosts[1]", "b", "pool.size", "8"));
        assertThat(ConfigProperties.of(read(DocumentType.PROPERTIES, "pool.hosts[0]=a\npool.hosts[1]=b\n")))
                .isEqualTo(Map.of("pool.hosts[0]", "a", "pool.hosts[1]", "b"));
    }
}
