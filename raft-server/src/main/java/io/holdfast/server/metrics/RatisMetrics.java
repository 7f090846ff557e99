package io.holdfast.server.metrics;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.ratis.metrics.MetricRegistries;
import org.apache.ratis.metrics.MetricRegistryInfo;
import org.apache.ratis.metrics.RatisMetricRegistry;
import org.apache.ratis.metrics.impl.RatisMetricRegistryImpl;
import org.apache.ratis.thirdparty.com.codahale.metrics.Counter;
import org.apache.ratis.thirdparty.com.codahale.metrics.Gauge;
import org.apache.ratis.thirdparty.com.codahale.metrics.Histogram;
import org.apache.ratis.thirdparty.com.codahale.metrics.Metered;
import org.apache.ratis.thirdparty.com.codahale.metrics.Metric;
import org.apache.ratis.thirdparty.com.codahale.metrics.Snapshot;
import org.apache.ratis.thirdparty.com.codahale.metrics.Timer;

/**
 * Ratis' own metrics. Its registries are a shaded Dropwizard that no bridge accepts, so they are read here:
 * {@code ratis_<component>_<metric>{member="n1@group-…"}}.
 */
public final class RatisMetrics {
    private static final String HELP = "From Ratis; timers in seconds";
    private static final double NANOS = 1e-9;

    private static final AtomicBoolean LISTENING = new AtomicBoolean();

    private RatisMetrics() {}

    /** To be called before a Raft server is built: Ratis reports to JMX unless somebody else listens. Idempotent. */
    public static void insteadOfJmx() {
        if (LISTENING.compareAndSet(false, true)) {
            // It hears of registries and does nothing: they are read at each scrape.
            MetricRegistries.global().addReporterRegistration(registry -> {}, registry -> {});
        }
    }

    static void write(Exposition out) {
        for (RatisMetricRegistry registry : MetricRegistries.global().getMetricRegistries()) {
            if (registry instanceof RatisMetricRegistryImpl impl) {
                MetricRegistryInfo info = impl.getMetricRegistryInfo();
                Map<String, String> labels = Map.of("member", info.getPrefix());
                impl.getDropWizardMetricRegistry()
                        .getMetrics()
                        .forEach((name, metric) -> write(out, name(info, name), labels, metric));
            }
        }
    }

    /** Their names carry application, component and member in front: the member becomes a label instead. */
    private static String name(MetricRegistryInfo info, String name) {
        int member = info.getPrefix().isEmpty() ? -1 : name.indexOf(info.getPrefix());
        String own = member < 0
                ? name
                : name.substring(
                        Math.min(name.length(), member + info.getPrefix().length() + 1));
        return "ratis_" + info.getMetricsComponentName() + "_" + own;
    }

    private static void write(Exposition out, String name, Map<String, String> labels, Metric metric) {
        if (metric instanceof Gauge<?> gauge) {
            Object value = gauge.getValue();
            if (value instanceof Number number) {
                out.sample(name, Exposition.Type.GAUGE, HELP, labels, number.doubleValue());
            } else if (value instanceof Boolean yes) {
                out.sample(name, Exposition.Type.GAUGE, HELP, labels, yes ? 1 : 0);
            }
        } else if (metric instanceof Counter counter) {
            out.sample(name, Exposition.Type.GAUGE, HELP, labels, (double) counter.getCount());
        } else if (metric instanceof Timer timer) {
            summary(out, name + "_seconds", labels, timer.getSnapshot(), NANOS, timer.getCount());
        } else if (metric instanceof Histogram histogram) {
            summary(out, name, labels, histogram.getSnapshot(), 1, histogram.getCount());
        } else if (metric instanceof Metered meter) {
            out.sample(name + "_total", Exposition.Type.COUNTER, HELP, labels, (double) meter.getCount());
        }
    }

    private static void summary(
            Exposition out, String name, Map<String, String> labels, Snapshot snapshot, double scale, long count) {
        for (double quantile : MetricsText.QUANTILES) {
            Map<String, String> all = new LinkedHashMap<>(labels);
            all.put("quantile", Double.toString(quantile));
            out.sample(name, Exposition.Type.SUMMARY, HELP, all, snapshot.getValue(quantile) * scale);
        }
        out.sample(name, "_count", Exposition.Type.SUMMARY, HELP, labels, (double) count);
    }
}
