package io.holdfast.it.cluster;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One cluster for all tests of a class, all of whose nodes run when a test begins. Register it in a static field. Used by
 * the test's thread.
 */
public final class SharedCluster implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {
    private final int size;
    private @Nullable Path directory;
    private @Nullable ProcessCluster cluster;

    private SharedCluster(int size) {
        this.size = size;
    }

    /** So many nodes. */
    public static SharedCluster of(int size) {
        return new SharedCluster(size);
    }

    /** The cluster, from the first test to the last. */
    public ProcessCluster get() {
        return requireNonNull(cluster, "no test runs");
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        Path made = Files.createTempDirectory("holdfast-it-");
        directory = made;
        cluster = ProcessCluster.start(made, size);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        get().startAll();
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        if (cluster != null) {
            cluster.close();
        }
        if (directory != null) {
            Folder.delete(directory);
        }
    }
}
