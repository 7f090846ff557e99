package io.holdfast.statemachine.transcript;

import io.holdfast.model.Bytes;
import io.holdfast.model.command.KeyValueCommand;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockGuard;
import io.holdfast.model.lock.LockMode;
import io.holdfast.model.query.LockQuery;
import java.util.Arrays;
import java.util.List;

/** What transcripts say about locks. */
final class LockParser {
    static final List<String> COMMANDS = List.of(
            "acquire",
            "campaign",
            "publish",
            "withdraw",
            "release",
            "revoke-lock",
            "set-permits",
            "end-hold",
            "end-delay",
            "guarded");
    static final List<String> QUERIES = List.of("locks", "lock", "acquisition", "token", "changes");

    private LockParser() {}

    static LockCommand command(Lines lines, String line) {
        Words words = new Words(line);
        return switch (words.at(0)) {
            case "publish" ->
                new LockCommand.Publish(words.session(1), number(words, 2), words.text(3), words.bytes(4));
            case "acquire", "campaign" ->
                new LockCommand.Acquire(
                        words.session(1), number(words, 2), words.text(3), claim(words), !words.has("try"));
            case "withdraw" -> new LockCommand.Withdraw(words.session(1), number(words, 2), words.text(3));
            case "release" ->
                new LockCommand.Release(words.session(1), number(words, 2), words.text(3), words.text("to"));
            case "revoke-lock" ->
                new LockCommand.Revoke(
                        words.text(1), words.number("token"), words.text("by"), words.text("why"), words.text("to"));
            case "set-permits" -> new LockCommand.SetPermits(words.text(1), (int) number(words, 2));
            case "end-hold" -> new LockCommand.EndHold(words.text(1), words.number("token"), 0);
            case "end-delay" -> new LockCommand.EndDelay(words.text(1), words.number("token"), 0);
            default -> guarded(lines, line.split(" ", 3));
        };
    }

    static LockQuery query(Words words) {
        return switch (words.at(0)) {
            case "locks" -> new LockQuery.All(words.text("prefix"), words.text("after"), (int) words.number("limit"));
            case "lock" -> new LockQuery.One(words.text(1), (int) words.number("limit"));
            case "acquisition" -> new LockQuery.Acquisition(words.session(1), number(words, 2), words.text(3));
            case "changes" ->
                new LockQuery.Changes(
                        words.text(1), words.option("after", Long::valueOf, -1L), (int) words.number("limit"));
            default -> new LockQuery.Token(words.text(1), number(words, 2));
        };
    }

    private static LockCommand guarded(Lines lines, String[] split) {
        List<LockGuard> guards = Arrays.stream(split[1].split(","))
                .filter(guard -> !guard.equals("none"))
                .map(guard -> guard.split(":"))
                .map(guard -> new LockGuard(guard[0], Long.parseLong(guard[1])))
                .toList();
        return new LockCommand.Guarded(guards, (KeyValueCommand) Parser.command(lines, split[2]));
    }

    private static LockClaim claim(Words words) {
        LockMode alone = words.at(0).equals("campaign") ? LockMode.LEADER : LockMode.EXCLUSIVE;
        LockMode mode = words.has("read")
                ? LockMode.READ
                : words.has("write") ? LockMode.WRITE : words.option("permits", word -> LockMode.PERMITS, alone);
        return new LockClaim(
                mode,
                words.option("permits", Integer::valueOf, 1),
                (int) words.number("limit"),
                words.number("max-hold"),
                words.number("delay"),
                words.text("owner"),
                words.text("label"),
                (int) words.number("priority"),
                Bytes.utf8(words.text("value")));
    }

    private static long number(Words words, int index) {
        return Long.parseLong(words.at(index));
    }
}
