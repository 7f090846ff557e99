package io.holdfast.server.raft;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Notes the last lines of a node instead of ending the JVM that runs the tests. */
final class RecordingFailStop implements FailStop {
    private final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public void fail(String line, @Nullable Throwable cause) {
        lines.add(cause == null ? line : line + " (" + cause + ")");
    }

    List<String> lines() {
        return lines;
    }
}
