package io.holdfast.it.power;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder on a disk whose power may fail: what is durable, and what was done since.
 *
 * <p>To the letter: a sync of a file makes its bytes and its length durable, not its name; a sync of a folder makes
 * durable which names there are in it and what they stand for, not what is inside. Confined to one thread.
 */
final class Disk {
    private final Path place;
    private Folder root;
    private final List<Renaming> pending = new ArrayList<>();
    private final Map<Long, Object> channels = new HashMap<>();
    private final Set<Long> unsynced = new HashSet<>();

    /** Files that this disk only says it has synced. */
    private final Predicate<Path> liesAbout;

    /** What a power cut leaves of what was not synced. */
    enum Cut {
        /** Nothing. */
        STRICT,
        /** Names in the order in which they were changed, up to some moment; of files any sectors. */
        ORDERED,
        /** Any of the names, any sectors. */
        SCATTERED
    }

    private static final class Folder {
        private final TreeMap<String, Object> names = new TreeMap<>();
        private final TreeMap<String, Object> durable = new TreeMap<>();
    }

    /** One change of a folder's names: {@code removed} does not stand for its node any more, {@code added} does. */
    private record Renaming(long position, Folder folder, String removed, String added, Object node) {
        void apply() {
            if (!removed.isEmpty()) {
                folder.durable.remove(removed, node);
            }
            if (!added.isEmpty()) {
                folder.durable.put(added, node);
            }
        }
    }

    private Disk(Path place, Folder root, Predicate<Path> liesAbout) {
        this.place = place;
        this.root = root;
        this.liesAbout = liesAbout;
    }

    /** A disk with nothing in the given folder. */
    static Disk empty(Path place) {
        return lying(place, file -> false);
    }

    /** As {@link #empty}, but a sync of such a file makes nothing durable. */
    static Disk lying(Path place, Predicate<Path> files) {
        return new Disk(place, new Folder(), files);
    }

    /** A process opened the files anew. */
    void started() {
        channels.clear();
        unsynced.clear();
    }

    void opened(long channel, Path path, boolean creates, boolean truncates, long position) {
        Object node = find(path);
        if (node == null && creates) {
            node = new Content();
            change(position, path, node);
        } else if (truncates && node instanceof Content file) {
            file.truncated(position, 0);
        }
        if (node != null) {
            channels.put(channel, node);
            if (liesAbout.test(path)) {
                unsynced.add(channel);
            }
        }
    }

    void folder(Path path, long position) {
        change(position, path, new Folder());
    }

    void moved(Path from, Path to, long position) {
        Object node = find(from);
        if (node == null) {
            throw new IllegalStateException("moved from nowhere: " + from);
        }
        Folder source = parent(from);
        Folder target = parent(to);
        source.names.remove(name(from));
        target.names.put(name(to), node);
        if (source == target) {
            pending.add(new Renaming(position, source, name(from), name(to), node));
        } else {
            pending.add(new Renaming(position, target, "", name(to), node));
            pending.add(new Renaming(position, source, name(from), "", node));
        }
    }

    void deleted(Path path, long position) {
        Object node = find(path);
        if (node == null) {
            return;
        }
        parent(path).names.remove(name(path));
        pending.add(new Renaming(position, parent(path), name(path), "", node));
    }

    /** The file behind a channel; null if it is none of this folder's. */
    @Nullable
    Content file(long channel) {
        return channels.get(channel) instanceof Content file ? file : null;
    }

    void forced(long channel, long begin) {
        Object node = channels.get(channel);
        if (unsynced.contains(channel)) {
            return;
        }
        if (node instanceof Content file) {
            file.forced(begin);
        } else if (node instanceof Folder folder) {
            keep((renaming, any) -> renaming.folder == folder && renaming.position < begin);
        }
    }

    /** Cuts the power: from now on only what the cut left is there, and is durable. */
    void cut(Cut how, Random random) {
        int sector = random.nextBoolean() ? 512 : 4096;
        int moment = random.nextInt(pending.size() + 1);
        switch (how) {
            case STRICT -> {}
            case ORDERED -> keep((renaming, at) -> at < moment);
            case SCATTERED -> keep((renaming, at) -> random.nextBoolean());
        }
        root = copy(
                root, file -> how == Cut.STRICT ? file.durable() : file.torn(random, sector), folder -> folder.durable);
        pending.clear();
        channels.clear();
        unsynced.clear();
    }

    /** What is there now, by relative path, folders with null; as the process saw it. */
    Map<String, byte[]> files() {
        Map<String, byte[]> files = new TreeMap<>();
        list("", copy(root, Content::all, folder -> folder.names), files);
        return files;
    }

    /** Writes it to where it was recorded, in place of what is there under the same names. */
    void write(String top) {
        try {
            Path old = place.resolve(top);
            if (Files.exists(old)) {
                try (Stream<Path> all = Files.walk(old)) {
                    for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
            Object node = root.names.get(top);
            if (node != null) {
                write(node, old);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Object node, Path path) throws IOException {
        if (node instanceof Content file) {
            Files.write(path, file.durable());
        } else if (node instanceof Folder folder) {
            Files.createDirectory(path);
            for (Map.Entry<String, Object> entry : folder.names.entrySet()) {
                write(entry.getValue(), path.resolve(entry.getKey()));
            }
        }
    }

    private void keep(BiPredicate<Renaming, Integer> kept) {
        List<Renaming> rest = new ArrayList<>();
        for (int i = 0; i < pending.size(); i++) {
            if (kept.test(pending.get(i), i)) {
                pending.get(i).apply();
            } else {
                rest.add(pending.get(i));
            }
        }
        pending.clear();
        pending.addAll(rest);
    }

    private static Folder copy(
            Folder folder, Function<Content, byte[]> content, Function<Folder, Map<String, Object>> names) {
        Folder copy = new Folder();
        names.apply(folder).forEach((name, node) -> {
            Object copied = node instanceof Content file
                    ? Content.of(content.apply(file))
                    : copy((Folder) node, content, names);
            copy.names.put(name, copied);
            copy.durable.put(name, copied);
        });
        return copy;
    }

    private static void list(String above, Folder folder, Map<String, byte[]> files) {
        folder.names.forEach((name, node) -> {
            if (node instanceof Content file) {
                files.put(above + name, file.durable());
            } else {
                files.put(above + name + "/", new byte[0]);
                list(above + name + "/", (Folder) node, files);
            }
        });
    }

    private void change(long position, Path path, Object node) {
        Folder folder = parent(path);
        folder.names.put(name(path), node);
        pending.add(new Renaming(position, folder, "", name(path), node));
    }

    private Folder parent(Path path) {
        Object above = find(path.getParent());
        if (above instanceof Folder folder) {
            return folder;
        }
        throw new IllegalStateException("no folder for " + path);
    }

    @Nullable
    private Object find(@Nullable Path path) {
        if (path == null) {
            return null;
        }
        Object node = root;
        if (!path.equals(place)) {
            for (Path step : place.relativize(path)) {
                node = node instanceof Folder folder ? folder.names.get(step.toString()) : null;
            }
        }
        return node;
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }
}
