package io.holdfast.statemachine.transcript;

import io.holdfast.model.Bytes;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.CommandBatch;
import io.holdfast.statemachine.Applied;
import io.holdfast.statemachine.CoordinationState;
import io.holdfast.statemachine.StateImage;
import io.holdfast.statemachine.session.ReplyWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** One state and the commands typed at it. Several commands in one block are one batch. */
final class Conversation {
    private CoordinationState state = new CoordinationState();
    private StateImage remembered = state.capture();
    private long batches;

    StateImage image() {
        return state.capture();
    }

    String answer(String block) {
        Lines lines = new Lines(block);
        if (ConfigParser.QUERIES.contains(lines.peekWord())) {
            return Printer.print(state.query(Parser.query(lines)));
        }
        return switch (lines.peekWord()) {
            case "range",
                    "read-txn",
                    "leases",
                    "sessions",
                    "session",
                    "locks",
                    "lock",
                    "acquisition",
                    "token",
                    "changes" -> Printer.print(state.query(Parser.query(lines)));
            case "capture" -> {
                remembered = state.capture();
                yield "captured revision " + remembered.keyspace().revision();
            }
            case "restore" -> {
                state = CoordinationState.restore(remembered);
                yield "restored revision " + state.revision();
            }
            case "state" -> describe();
            case "keys-of" -> keysOf(lines.next().split(" "));
            case "window-of" -> windowOf(Long.parseLong(lines.next().split(" ")[1], 16));
            case "storage-of" -> state.storageOf(lines.next().split(" ")[1]).orElse("not registered");
            case "floor-for" -> floor(lines.next().split(" "));
            default -> apply(lines);
        };
    }

    private String apply(Lines lines) {
        List<Command> commands = new ArrayList<>();
        while (lines.hasNext()) {
            commands.add(Parser.command(lines));
        }
        long number = state.proposers().nextOf(1);
        Applied applied = state.apply(new CommandBatch(1000 + batches++, 1, number, commands));
        List<String> answers = new ArrayList<>();
        applied.outcomes().forEach(outcome -> answers.add(Printer.print(outcome)));
        applied.leases().forEach(change -> answers.add(Printer.print(change)));
        applied.locks().forEach(change -> answers.add(LockPrinter.print(change)));
        applied.topics().forEach(topic -> answers.add("* " + topic.kind() + " " + topic.name() + " changed"));
        applied.events().forEach(event -> answers.add(Printer.print(event)));
        return String.join("\n", answers);
    }

    private String describe() {
        return "revision " + state.revision() + ", compacted " + state.compactedRevision() + ", "
                + state.keyCount() + " keys, history of " + state.history().revisions() + " revisions and "
                + state.history().payloadBytes() + " bytes";
    }

    private String keysOf(String[] words) {
        return state.leases().keysOf(Long.parseLong(words[1]), 10).stream()
                .map(Bytes::toString)
                .collect(Collectors.joining(" ", "keys: ", ""));
    }

    private String windowOf(long session) {
        ReplyWindow window = state.sessions().windowOf(session);
        return window == null
                ? "no session"
                : "floor " + window.floor() + ", span " + window.span() + ", " + window.bytes() + " bytes";
    }

    private String floor(String[] words) {
        OptionalLong floor = state.compactionFloor(Long.parseLong(words[1]), Long.parseLong(words[3]));
        return floor.isPresent() ? "compact at " + floor.getAsLong() : "nothing to compact";
    }
}
