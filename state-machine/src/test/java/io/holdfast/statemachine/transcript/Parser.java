package io.holdfast.statemachine.transcript;

import io.holdfast.model.Bytes;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.Compact;
import io.holdfast.model.command.DeleteRange;
import io.holdfast.model.command.LeaseCommand;
import io.holdfast.model.command.MemberCommand;
import io.holdfast.model.command.Operation;
import io.holdfast.model.command.Put;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.command.Transaction;
import io.holdfast.model.query.Compare;
import io.holdfast.model.query.KeyValueQuery;
import io.holdfast.model.query.LeasesQuery;
import io.holdfast.model.query.Query;
import io.holdfast.model.query.RangeQuery;
import io.holdfast.model.query.RangeQuery.SortOrder;
import io.holdfast.model.query.RangeQuery.SortTarget;
import io.holdfast.model.query.SessionQuery;
import io.holdfast.model.query.SessionsQuery;
import io.holdfast.model.query.TransactionQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** The language of the transcripts; {@code transcripts/README.md} tells it. */
final class Parser {
    /** A branch element of a transaction under construction. */
    private record Parts<T>(List<Compare> compares, List<T> success, List<T> failure) {}

    private Parser() {}

    static Command command(Lines lines) {
        return command(lines, lines.next());
    }

    static Command command(Lines lines, String line) {
        Words words = new Words(line);
        if (ConfigParser.COMMANDS.contains(words.at(0))) {
            return ConfigParser.command(words);
        }
        if (LockParser.COMMANDS.contains(words.at(0))) {
            return LockParser.command(lines, line);
        }
        return switch (words.at(0)) {
            case "compact" -> new Compact(Long.parseLong(words.at(1)));
            case "register" -> new MemberCommand.Register(words.text(1), words.text(2));
            case "grant" -> new LeaseCommand.Grant(Long.parseLong(words.at(1)), words.number("ttl"));
            case "revoke" -> new LeaseCommand.Revoke(Long.parseLong(words.at(1)));
            case "expire" -> new LeaseCommand.Expire(Long.parseLong(words.at(1)), words.number("epoch"), 0);
            case "checkpoint" -> new LeaseCommand.Checkpoint(words.bounds(), 0);
            case "open" ->
                new SessionCommand.Open(
                        words.session(1),
                        words.number("ttl"),
                        words.text("client"),
                        words.text("principal"),
                        words.text("address"),
                        words.number("grace"));
            case "close" -> new SessionCommand.Close(words.session(1));
            case "kill" -> new SessionCommand.Kill(words.session(1), words.text("by"), words.text("why"));
            case "resolve" -> new SessionCommand.Resolve(words.session(1), Long.parseLong(words.at(2)));
            case "once" -> {
                String[] split = line.split(" ", 5);
                yield new SessionCommand.Once(
                        words.session(1), Long.parseLong(words.at(2)), words.number("floor"), command(lines, split[4]));
            }
            default -> (Command) operation(lines, line);
        };
    }

    static Query query(Lines lines) {
        Words words = new Words(lines.peek());
        if (ConfigParser.QUERIES.contains(words.at(0))) {
            return ConfigParser.query(lines.nextWords());
        }
        if (LockParser.QUERIES.contains(words.at(0))) {
            return LockParser.query(lines.nextWords());
        }
        return switch (words.at(0)) {
            case "leases" -> new LeasesQuery(lines.nextWords().number("after"), (int) words.number("limit"));
            case "sessions" -> new SessionsQuery(lines.nextWords().number("after"), (int) words.number("limit"));
            case "session" -> new SessionQuery(lines.nextWords().session(1));
            default -> query(lines, lines.next());
        };
    }

    private static Operation operation(Lines lines, String line) {
        Words words = new Words(line);
        return switch (words.at(0)) {
            case "put" ->
                new Put(
                        words.bytes(1),
                        words.isOption(2) ? Bytes.EMPTY : words.bytes(2),
                        words.number("lease"),
                        words.has("prev"),
                        words.has("ignore-value"),
                        words.has("ignore-lease"));
            case "delete" -> new DeleteRange(words.range(1), words.has("prev"));
            case "range" -> new Operation.Range(range(words));
            case "txn" -> {
                Parts<Operation> parts = parts(lines, Parser::operation);
                yield new Transaction(parts.compares(), parts.success(), parts.failure());
            }
            default -> throw new IllegalArgumentException("no such operation: " + line);
        };
    }

    private static KeyValueQuery query(Lines lines, String line) {
        if (!line.equals("read-txn")) {
            return range(new Words(line));
        }
        Parts<KeyValueQuery> parts = parts(lines, Parser::query);
        return new TransactionQuery(parts.compares(), parts.success(), parts.failure());
    }

    private static <T> Parts<T> parts(Lines lines, BiFunction<Lines, String, T> element) {
        Parts<T> parts = new Parts<>(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        int indentation = lines.lastIndentation();
        while (lines.indentation() > indentation) {
            String[] split = lines.next().split(" ", 2);
            switch (split[0]) {
                case "if" -> parts.compares().add(compare(new Words(split[1])));
                case "then" -> parts.success().add(element.apply(lines, split[1]));
                case "else" -> parts.failure().add(element.apply(lines, split[1]));
                default -> throw new IllegalArgumentException("if, then or else expected: " + split[0]);
            }
        }
        return parts;
    }

    private static Compare compare(Words words) {
        Compare.Relation relation = switch (words.at(2)) {
            case "=" -> Compare.Relation.EQUAL;
            case "!=" -> Compare.Relation.NOT_EQUAL;
            case "<" -> Compare.Relation.LESS;
            case ">" -> Compare.Relation.GREATER;
            default -> throw new IllegalArgumentException("no such relation: " + words.at(2));
        };
        return switch (words.at(0)) {
            case "value" -> Compare.value(words.range(1), relation, words.bytes(3));
            case "version" -> number(words, Compare.Target.VERSION, relation);
            case "create" -> number(words, Compare.Target.CREATE_REVISION, relation);
            case "mod" -> number(words, Compare.Target.MOD_REVISION, relation);
            case "lease" -> number(words, Compare.Target.LEASE, relation);
            default -> throw new IllegalArgumentException("no such field: " + words.at(0));
        };
    }

    private static Compare number(Words words, Compare.Target target, Compare.Relation relation) {
        return Compare.number(words.range(1), target, relation, Long.parseLong(words.at(3)));
    }

    private static RangeQuery range(Words words) {
        return new RangeQuery(
                words.range(1),
                words.number("rev"),
                words.number("limit"),
                words.option("sort", SortTarget::valueOf, SortTarget.KEY),
                words.option("order", SortOrder::valueOf, SortOrder.NONE),
                words.has("keys-only"),
                words.has("count-only"),
                words.number("min-mod"),
                words.number("max-mod"),
                words.number("min-create"),
                words.number("max-create"),
                (int) words.number("max-bytes"),
                words.has("uncounted"));
    }
}
