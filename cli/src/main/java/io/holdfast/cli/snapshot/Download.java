package io.holdfast.cli.snapshot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.cli.cluster.OperationsClient;
import io.holdfast.cli.shell.CliException;
import io.holdfast.cli.shell.ExitStatus;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;

/**
 * Brings a snapshot from a node into a file: into a temporary one beside it first, which gets the name when its checksum is
 * the one that the node says at the end, and all of it is on the disk.
 */
final class Download {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The node may have to write a large state first, at its pace. */
    private static final Duration SILENCE = Duration.ofMinutes(11);

    private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int MAX_PREFACE = 64 << 10;
    private static final int PIECE = 256 << 10;
    private static final int SUM_BYTES = 32;
    private static final int MEBIBYTE = 1 << 20;

    private final OperationsClient client;
    private final PrintStream progress;

    /** Nothing was asked for yet; how far it is, if that takes long, is said to {@code progress}. */
    Download(OperationsClient client, PrintStream progress) {
        this.client = client;
        this.progress = progress;
    }

    /** Saves what a node has; a {@link CliException} if anything keeps it from being whole, and then no file is changed. */
    Saved save(String node, Path file) {
        Path target = file.toAbsolutePath();
        Path folder = target.getParent();
        if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(target)) {
            throw CliException.usage("'" + file + "' is no name of a file in a folder that exists");
        }
        Path temporary = temporary(folder, target);
        try (OperationsClient.Opened opened = client.open(node, "/snapshot", SILENCE)) {
            requireSnapshot(node, opened);
            Saved saved = receive(opened.body(), temporary, file);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            sync(folder);
            return saved;
        } catch (IOException e) {
            throw CliException.of(
                    ExitStatus.UNAVAILABLE,
                    "SNAPSHOT_INCOMPLETE",
                    "nothing was saved: " + (e.getMessage() == null ? e.toString() : e.getMessage()),
                    e);
        } finally {
            drop(temporary);
        }
    }

    /** Nobody but its owner may read it: it has everybody's data. */
    private static Path temporary(Path folder, Path target) {
        try {
            Path temporary = Files.createTempFile(folder, "." + target.getFileName() + ".", ".tmp");
            // Whoever ends this program early finds nothing of it either.
            temporary.toFile().deleteOnExit();
            return temporary;
        } catch (IOException e) {
            throw CliException.of(
                    ExitStatus.REFUSED, "FILE_UNWRITABLE", folder + ": no file can be made there: " + e, e);
        }
    }

    private static void requireSnapshot(String node, OperationsClient.Opened opened) throws IOException {
        if (opened.code() == HttpURLConnection.HTTP_OK) {
            return;
        }
        String said = new String(opened.body().readNBytes(MAX_PREFACE), StandardCharsets.UTF_8).strip();
        throw switch (opened.code()) {
            case HttpURLConnection.HTTP_FORBIDDEN, HttpURLConnection.HTTP_UNAUTHORIZED ->
                CliException.refused("PERMISSION_DENIED", node + ": " + said);
            case HttpURLConnection.HTTP_NOT_FOUND ->
                CliException.refused("UNSUPPORTED", node + " hands out no snapshots: it runs an older release");
            default -> CliException.unavailable("UNAVAILABLE", node + ": " + said);
        };
    }

    private Saved receive(InputStream in, Path temporary, Path file) throws IOException {
        JsonNode preface = preface(in);
        long bytes = preface.path("bytes").asLong(-1);
        if (bytes < 0) {
            throw new IOException("the node does not say how long its snapshot is");
        }
        MessageDigest digest = sha256();
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            copy(in, Channels.newOutputStream(channel), bytes, digest);
            channel.force(true);
        }
        byte[] sum = in.readNBytes(SUM_BYTES);
        byte[] found = digest.digest();
        if (!Arrays.equals(sum, found) || in.read() >= 0) {
            throw new IOException("the checksum at the end is not that of what came before");
        }
        return new Saved(
                file,
                preface.path("cluster").asText(),
                preface.path("clusterId").asText(),
                preface.path("node").asText(),
                preface.path("revision").asLong(),
                preface.path("index").asLong(),
                bytes,
                HexFormat.of().formatHex(found));
    }

    private static JsonNode preface(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0 || line.size() == MAX_PREFACE) {
                throw new IOException("what the node sends does not begin as a snapshot does");
            }
            line.write(next);
        }
        try {
            return JSON.readTree(line.toByteArray());
        } catch (JsonProcessingException e) {
            throw new IOException("what the node sends does not begin as a snapshot does", e);
        }
    }

    private void copy(InputStream in, OutputStream out, long bytes, MessageDigest digest) throws IOException {
        byte[] piece = new byte[PIECE];
        long said = System.nanoTime();
        long left = bytes;
        while (left > 0) {
            int read = in.read(piece, 0, (int) Math.min(piece.length, left));
            if (read < 0) {
                throw new EOFException("it ended " + left + " bytes before its end");
            }
            digest.update(piece, 0, read);
            out.write(piece, 0, read);
            left -= read;
            if (System.nanoTime() - said >= PROGRESS_NANOS) {
                said = System.nanoTime();
                progress.println("saved " + (bytes - left) / MEBIBYTE + " of " + bytes / MEBIBYTE + " MiB");
            }
        }
    }

    /** Makes the new name durable. */
    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private void drop(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            progress.println("an unfinished file is left behind: " + temporary + " (" + e + ")");
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
