package io.holdfast.cli.snapshot;

import io.holdfast.cli.output.Document;
import java.nio.file.Path;

/**
 * A backup that was saved.
 *
 * @param file where it is
 * @param cluster the cluster's name
 * @param clusterId which cluster of that name
 * @param node who gave it
 * @param revision the revision it holds
 * @param index the last log entry in it
 * @param bytes how large it is
 * @param sha256 of the file, 64 hexadecimal digits
 */
record Saved(
        Path file,
        String cluster,
        String clusterId,
        String node,
        long revision,
        long index,
        long bytes,
        String sha256) {
    Document document() {
        return new Document()
                .put("file", file.toString())
                .put("cluster", cluster)
                .put("clusterId", clusterId)
                .put("node", node)
                .put("revision", revision)
                .put("applied", index)
                .put("bytes", bytes)
                .put("sha256", sha256);
    }

    String text() {
        return "saved " + file + "\ncluster   " + cluster + " (" + clusterId + "), from " + node + "\nrevision  "
                + revision + "\napplied   " + index + "\nbytes     " + bytes + "\nsha256    " + sha256;
    }
}
