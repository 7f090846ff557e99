package io.holdfast.cli.kv;

import io.holdfast.cli.shell.CliException;
import io.holdfast.client.DeleteOptions;
import io.holdfast.client.Op;
import io.holdfast.client.RangeOptions;
import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.command.Operation;
import io.holdfast.model.command.Transaction;
import io.holdfast.model.query.Compare;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A transaction written down:
 *
 * <pre>
 * # conditions, all of which must hold; none is fine
 * version(config/a) = 0
 * value("a key") != "some text"
 *
 * # if they hold
 * put config/a "first\nsecond"
 * get --prefix config/
 *
 * # if they do not
 * get config/a
 * </pre>
 *
 * <p>Each blank line ends a part. Words are separated by blanks; a word in double quotes may hold anything, with
 * {@code \"}, {@code \\}, {@code \n}, {@code \t} and {@code \xHH} for a byte. Errors name the line.
 */
final class TransactionText {
    static final int PARTS = 3;

    private final List<Compare> compares = new ArrayList<>();
    private final List<Operation> success = new ArrayList<>();
    private final List<Operation> failure = new ArrayList<>();

    /** The transaction that a text says; a {@link CliException} of usage if it cannot be read. */
    static Transaction parse(String text) {
        TransactionText transaction = new TransactionText();
        List<String> lines = text.lines().toList();
        int part = 0;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.startsWith("#")) {
                continue;
            }
            if (line.isEmpty()) {
                part++;
                continue;
            }
            if (part >= PARTS) {
                throw wrong(i, "a transaction has three parts, this would be a fourth");
            }
            try {
                transaction.add(part, line);
            } catch (IllegalArgumentException e) {
                throw wrong(i, String.valueOf(e.getMessage()));
            }
        }
        return transaction.whole();
    }

    /**
     * Adds one line to a part, 0 to 2.
     *
     * @throws IllegalArgumentException saying what is wrong with it; nothing is added then
     */
    void add(int part, String line) {
        try {
            read(part, Words.of(line));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(e.getMessage() + ": " + line, e);
        }
    }

    /** The transaction of all lines; a {@link CliException} of usage if it does nothing. */
    Transaction whole() {
        if (success.isEmpty() && failure.isEmpty()) {
            throw CliException.usage("the transaction has no operations: write conditions (or none), a blank line,"
                    + " then what to do (`holdfast kv txn --help` shows one)");
        }
        return new Transaction(compares, success, failure);
    }

    private void read(int part, List<Bytes> words) {
        switch (part) {
            case 0 -> compares.add(compare(words));
            case 1 -> success.add(operation(words));
            default -> failure.add(operation(words));
        }
    }

    private static Compare compare(List<Bytes> words) {
        if (words.size() != 6 || !text(words, 1).equals("(") || !text(words, 3).equals(")")) {
            throw new IllegalArgumentException("a condition reads FIELD(KEY) RELATION OPERAND");
        }
        KeyRange key = KeyRange.single(words.get(2));
        Compare.Relation relation = relation(text(words, 4));
        Compare.Target target = target(text(words, 0).toLowerCase(Locale.ROOT));
        if (target == Compare.Target.VALUE) {
            return Compare.value(key, relation, words.get(5));
        }
        try {
            return Compare.number(key, target, relation, Long.parseLong(text(words, 5)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(text(words, 0) + " compares with a whole number", e);
        }
    }

    private static Compare.Target target(String field) {
        return switch (field) {
            case "version", "ver" -> Compare.Target.VERSION;
            case "create", "c" -> Compare.Target.CREATE_REVISION;
            case "mod", "m" -> Compare.Target.MOD_REVISION;
            case "lease" -> Compare.Target.LEASE;
            case "value", "val" -> Compare.Target.VALUE;
            default -> throw new IllegalArgumentException("fields are version, create, mod, lease and value");
        };
    }

    private static Compare.Relation relation(String sign) {
        return switch (sign) {
            case "=", "==" -> Compare.Relation.EQUAL;
            case "!=" -> Compare.Relation.NOT_EQUAL;
            case ">" -> Compare.Relation.GREATER;
            case "<" -> Compare.Relation.LESS;
            default -> throw new IllegalArgumentException("relations are = != < and >");
        };
    }

    private static Operation operation(List<Bytes> words) {
        List<Bytes> arguments = words.subList(1, words.size());
        return switch (text(words, 0)) {
            case "put" -> {
                if (arguments.size() != 2) {
                    throw new IllegalArgumentException("put takes a key and a value");
                }
                yield Op.put(arguments.get(0), arguments.get(1));
            }
            case "get" -> Op.range(range(arguments), RangeOptions.DEFAULT);
            case "del" -> Op.delete(range(arguments), DeleteOptions.DEFAULT);
            default -> throw new IllegalArgumentException("operations are put, get and del");
        };
    }

    private static KeyRange range(List<Bytes> arguments) {
        if (arguments.size() == 2 && text(arguments, 0).equals("--prefix")) {
            return KeyRange.prefix(arguments.get(1));
        }
        return switch (arguments.size()) {
            case 1 -> KeyRange.single(arguments.get(0));
            case 2 -> KeyRange.between(arguments.get(0), arguments.get(1));
            default -> throw new IllegalArgumentException("it takes a key, a key and an end, or --prefix and a key");
        };
    }

    private static String text(List<Bytes> words, int index) {
        return words.get(index).utf8();
    }

    private static CliException wrong(int line, String message) {
        return CliException.usage("line " + (line + 1) + " of the transaction: " + message);
    }
}
