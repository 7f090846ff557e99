package io.holdfast.server.snapshot;

import io.holdfast.server.storage.DirectoryException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the state that a node starts with. */
public final class SnapshotStart {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotStart.class);
    private static final String REMEDY = "; do not go on with this node's data: keep the directory for inspection, and"
            + " replace the member by one with a new id, which gets everything from the others";

    private SnapshotStart() {}

    /**
     * Loads the newest snapshot that is good. A bad one is passed over, and set aside, if the log still reaches back to
     * what an older one, or none, has.
     *
     * @param logBegins the index of the oldest entry in the log, empty if there is no log
     * @return null if the log holds everything there ever was
     * @throws DirectoryException if log and snapshots together do not hold everything; the message says what to do
     */
    public static @Nullable Restored load(SnapshotFolder folder, String cluster, OptionalLong logBegins)
            throws DirectoryException {
        List<SnapshotName> bad = new ArrayList<>();
        List<String> complaints = new ArrayList<>();
        try {
            folder.recover();
            for (SnapshotName name : folder.marked()) {
                Restored restored = tryLoad(folder, cluster, name, complaints);
                if (restored == null) {
                    bad.add(name);
                } else {
                    require(
                            goesOn(name.index() + 1, logBegins, bad),
                            folder,
                            "the log begins with entry " + logBegins.orElse(-1)
                                    + " and the newest good snapshot ends with entry " + name.index(),
                            complaints);
                    setAside(folder, bad, complaints);
                    return restored;
                }
            }
            require(
                    goesOn(0, logBegins, bad),
                    folder,
                    (logBegins.isEmpty() ? "there is no log" : "the log begins with entry " + logBegins.getAsLong())
                            + " and there is no good snapshot",
                    complaints);
            setAside(folder, bad, complaints);
            return null;
        } catch (IOException e) {
            throw new DirectoryException(
                    folder.path() + ": the snapshots cannot be looked at: " + e + "; check the disk", e);
        }
    }

    /** Whether the log holds entry {@code next}, or nothing was ever there. */
    private static boolean goesOn(long next, OptionalLong logBegins, List<SnapshotName> bad) {
        return logBegins.isPresent() ? logBegins.getAsLong() <= next : bad.isEmpty();
    }

    private static @Nullable Restored tryLoad(
            SnapshotFolder folder, String cluster, SnapshotName name, List<String> complaints)
            throws DirectoryException {
        try {
            return SnapshotPass.load(folder.file(name), name, cluster, folder.markOf(folder.file(name)));
        } catch (InvalidSnapshotException e) {
            if (e.isNewer()) {
                throw new DirectoryException(e.getMessage() + "; start the newer version that wrote it", e);
            }
            complaints.add(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            complaints.add(folder.file(name) + ": cannot be read: " + e);
        }
        return null;
    }

    private static void setAside(SnapshotFolder folder, List<SnapshotName> bad, List<String> complaints)
            throws IOException {
        complaints.forEach(complaint -> LOG.error("SNAPSHOT PASSED OVER cause=\"{}\"", complaint));
        for (SnapshotName name : bad) {
            folder.setAside(name);
        }
    }

    private static void require(boolean holds, SnapshotFolder folder, String what, List<String> complaints)
            throws DirectoryException {
        if (!holds) {
            String why = complaints.isEmpty() ? "" : " (" + String.join("; ", complaints) + ")";
            throw new DirectoryException(
                    folder.path() + ": " + what + ": what lies between is lost to this node" + why + REMEDY);
        }
    }
}
