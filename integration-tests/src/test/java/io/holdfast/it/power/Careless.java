package io.holdfast.it.power;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A program that syncs some of what it does and then ends without a farewell; run by {@link PowerCutTest}. */
final class Careless {
    private Careless() {}

    /** Works in the folder that is its argument. */
    public static void main(String[] arguments) throws IOException {
        Path place = Path.of(arguments[0]);
        Path data = Files.createDirectory(place.resolve("data"));
        sync(place);
        write(data.resolve("synced"), "synced", true);
        write(data.resolve("renamed.tmp"), "renamed", true);
        write(data.resolve("replaced"), "old", true);
        write(data.resolve("deleted"), "deleted", true);
        sync(data);

        try (FileChannel channel = FileChannel.open(data.resolve("synced"), StandardOpenOption.WRITE)) {
            channel.write(bytes(" and not"), 6);
            channel.write(ByteBuffer.allocate(8192), 14);
        }
        Files.move(data.resolve("renamed.tmp"), data.resolve("renamed"));
        write(data.resolve("replaced.tmp"), "new", true);
        Files.move(data.resolve("replaced.tmp"), data.resolve("replaced"), StandardCopyOption.REPLACE_EXISTING);
        Files.delete(data.resolve("deleted"));
        write(data.resolve("unnamed"), "unnamed", true);
        Path folder = Files.createDirectory(data.resolve("folder"));
        write(folder.resolve("inside"), "inside", true);
        sync(folder);
        Runtime.getRuntime().halt(0);
    }

    private static void write(Path file, String text, boolean synced) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(bytes(text));
            if (synced) {
                channel.force(false);
            }
        }
    }

    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
