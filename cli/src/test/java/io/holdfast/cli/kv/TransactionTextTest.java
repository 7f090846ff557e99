package io.holdfast.cli.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.cli.shell.CliException;
import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.client.DeleteOptions;
import io.holdfast.client.Op;
import io.holdfast.client.RangeOptions;
import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.command.Transaction;
import io.holdfast.model.query.Compare;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TransactionTextTest {
    @Test
    void threePartsMakeATransaction() {
        Transaction transaction = TransactionText.parse("""
                        # taken?
                        version(lock) = 0
                        value("a key") != "some \\"text\\""

                        put lock "first\\nsecond"
                        get --prefix config/

                        get lock
                        del a c
                        """);
        assertThat(transaction)
                .isEqualTo(new Transaction(
                        List.of(
                                Compare.number(single("lock"), Compare.Target.VERSION, Compare.Relation.EQUAL, 0),
                                Compare.value(
                                        single("a key"), Compare.Relation.NOT_EQUAL, Bytes.utf8("some \"text\""))),
                        List.of(
                                Op.put(Bytes.utf8("lock"), Bytes.utf8("first\nsecond")),
                                Op.range(KeyRange.prefix(Bytes.utf8("config/")), RangeOptions.DEFAULT)),
                        List.of(
                                Op.range(single("lock"), RangeOptions.DEFAULT),
                                Op.delete(KeyRange.between(Bytes.utf8("a"), Bytes.utf8("c")), DeleteOptions.DEFAULT))));
    }

    @Test
    void conditionsMayBeLeftOut() {
        assertThat(TransactionText.parse("\nput a 1\n"))
                .isEqualTo(new Transaction(List.of(), List.of(Op.put(Bytes.utf8("a"), Bytes.utf8("1"))), List.of()));
    }

    @Test
    void everyFieldAndRelationIsKnown() {
        Transaction transaction = TransactionText.parse(
                "create(a) > 1\nmod(a)<2\nlease(a) != 3\nversion(a) == \"4\"\nvalue(a) > b\n\nget a");
        assertThat(transaction.compares())
                .extracting(Compare::target)
                .containsExactly(
                        Compare.Target.CREATE_REVISION,
                        Compare.Target.MOD_REVISION,
                        Compare.Target.LEASE,
                        Compare.Target.VERSION,
                        Compare.Target.VALUE);
        assertThat(transaction.compares())
                .extracting(Compare::relation)
                .containsExactly(
                        Compare.Relation.GREATER,
                        Compare.Relation.LESS,
                        Compare.Relation.NOT_EQUAL,
                        Compare.Relation.EQUAL,
                        Compare.Relation.GREATER);
    }

    @Test
    void bytesCanBeWrittenInHexadecimal() {
        assertThat(TransactionText.parse("\nput \"\\xff\\x00\" \"\\t\"").success())
                .containsExactly(Op.put(Bytes.of(0xff, 0), Bytes.utf8("\t")));
    }

    @Test
    void mistakesNameTheLine() {
        assertMistake("version(a) = x\n\nget a", "line 1", "whole number");
        assertMistake("size(a) = 1\n\nget a", "line 1", "fields are");
        assertMistake("version(a) ~ 1\n\nget a", "line 1", "relations are");
        assertMistake("version a = 1\n\nget a", "line 1", "FIELD(KEY)");
        assertMistake("\nput a\n", "line 2", "a key and a value");
        assertMistake("\nfetch a\n", "line 2", "put, get and del");
        assertMistake("\nput a \"open\n", "line 2", "quote");
        assertMistake("\nput a \"\\q\"\n", "line 2", "escapes");
        assertMistake("\nput a \"\\xg0\"\n", "line 2", "hexadecimal");
        assertMistake("\nget a\n\nget b\n\nget c\n", "line 6", "three parts");
        assertMistake("version(a) = 0\n", "no operations");
        assertMistake("", "no operations");
    }

    @Test
    void noTextWhateverBreaksTheReader() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        String alphabet = "pgdutel()\"\\=!<> \n#xaf09ü";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(40); length > 0; length--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                TransactionText.parse(text.toString());
            } catch (CliException e) {
                assertThat(e.status()).isEqualTo(ExitStatus.USAGE);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", text " + text, e);
            }
        }
    }

    private static void assertMistake(String text, String... parts) {
        assertThatThrownBy(() -> TransactionText.parse(text))
                .isInstanceOf(CliException.class)
                .satisfies(e -> assertThat(e.getMessage()).contains(parts));
    }

    private static KeyRange single(String key) {
        return KeyRange.single(Bytes.utf8(key));
    }
}
