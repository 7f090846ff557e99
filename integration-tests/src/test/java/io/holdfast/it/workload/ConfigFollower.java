package io.holdfast.it.workload;

import io.holdfast.client.HoldfastClient;
import io.holdfast.client.config.ConfigBinding;
import io.holdfast.client.config.ConfigClient;
import io.holdfast.client.config.ConfigUpdate;
import io.holdfast.it.cluster.ProcessCluster;
import io.holdfast.it.workload.ConfigPublisher.Counted;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.Release;
import java.util.ArrayList;
import java.util.List;

/** A client that follows the counted set from some moment on, and notes whatever is wrong with what it hears. Safe for any thread. */
public final class ConfigFollower implements AutoCloseable {
    private final HoldfastClient client;
    private final ConfigClient configs;

    // Guarded by this.
    private final List<String> faults = new ArrayList<>();
    private long first;
    private long last;

    /** Begins now. */
    public ConfigFollower(ProcessCluster cluster, String identity) {
        client = cluster.client();
        configs = ConfigClient.builder(client).identity(identity).build();
        configs.bind(ConfigPublisher.SET, ConfigBinding.release().listener(this::heard));
    }

    private synchronized void heard(ConfigUpdate<Release> update) {
        Release release = update.release();
        long number = release.header().number();
        if (first == 0) {
            first = number;
        } else if (number != last + 1) {
            faults.add("after " + last + " came " + number);
        }
        last = number;
        faults.addAll(faults(release));
    }

    /** What is wrong with a release by itself: whether its documents are of one publish, and that is this one. */
    public static List<String> faults(Release release) {
        List<String> faults = new ArrayList<>();
        if (release.documents().size() != ConfigPublisher.PATHS.size()) {
            faults.add("half published: " + release);
        }
        for (Document document : release.documents()) {
            Counted counted = Counted.of(document);
            if (!counted.tag().equals(release.header().comment())
                    || !counted.number().equals(Long.toString(release.header().number()))) {
                faults.add(document.path() + " of " + release.header() + " says " + counted);
            }
        }
        return faults;
    }

    /** The first release heard of; 0 for none yet. */
    public synchronized long first() {
        return first;
    }

    /** The last release heard of; 0 for none yet. */
    public synchronized long last() {
        return last;
    }

    /** What must not have happened. */
    public synchronized List<String> faults() {
        return List.copyOf(faults);
    }

    @Override
    public void close() {
        configs.close();
        client.close();
    }
}
