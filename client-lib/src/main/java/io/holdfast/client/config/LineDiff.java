package io.holdfast.client.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Lines that differ, by the algorithm of E. W. Myers, "An O(ND) Difference Algorithm and Its Variations" (1986): the shortest
 * script of deletions and insertions. Texts that differ in more than {@link #MAX_EDITS} lines are told as one replaced by the
 * other, because time and memory grow with the square of that.
 */
final class LineDiff {
    static final int MAX_EDITS = 1_000;

    /**
     * One line of a script.
     *
     * @param kind a blank for one that stays, a minus, or a plus
     * @param line the line
     */
    private record Step(char kind, String line) {}

    private LineDiff() {}

    /** The lines of {@code diff -u}; none if nothing differs. */
    static List<String> unified(
            String beforeName, String afterName, List<String> before, List<String> after, int context) {
        List<Step> script = script(before, after);
        List<String> lines = new ArrayList<>();
        if (script.stream().allMatch(step -> step.kind() == ' ')) {
            return lines;
        }
        lines.add("--- " + beforeName);
        lines.add("+++ " + afterName);
        int from = 0;
        while (from < script.size()) {
            if (script.get(from).kind() == ' ') {
                from++;
                continue;
            }
            int begin = Math.max(0, from - context);
            int end = end(script, from, context);
            hunk(script, begin, end, lines);
            from = end;
        }
        return lines;
    }

    /** Where the hunk that begins with a change ends: where enough lines in a row stay. */
    private static int end(List<Step> script, int from, int context) {
        int end = from;
        int same = 0;
        int at = from;
        while (at < script.size() && same <= 2 * context) {
            if (script.get(at).kind() == ' ') {
                same++;
            } else {
                same = 0;
                end = at + 1;
            }
            at++;
        }
        return Math.min(script.size(), end + context);
    }

    private static void hunk(List<Step> script, int begin, int end, List<String> lines) {
        int beforeLine = 1 + count(script, 0, begin, '-');
        int afterLine = 1 + count(script, 0, begin, '+');
        lines.add("@@ -" + range(beforeLine, count(script, begin, end, '-')) + " +"
                + range(afterLine, count(script, begin, end, '+')) + " @@");
        script.subList(begin, end).forEach(step -> lines.add(step.kind() + step.line()));
    }

    private static String range(int first, int count) {
        // An empty side is named by the line before it.
        return (count == 0 ? first - 1 : first) + "," + count;
    }

    /** How many lines of one side there are: those that stay, and those of its own kind. */
    private static int count(List<Step> script, int begin, int end, char own) {
        int count = 0;
        for (Step step : script.subList(begin, end)) {
            if (step.kind() == ' ' || step.kind() == own) {
                count++;
            }
        }
        return count;
    }

    private static List<Step> script(List<String> before, List<String> after) {
        int head = 0;
        int shorter = Math.min(before.size(), after.size());
        while (head < shorter && before.get(head).equals(after.get(head))) {
            head++;
        }
        int tail = 0;
        while (tail < shorter - head
                && before.get(before.size() - 1 - tail).equals(after.get(after.size() - 1 - tail))) {
            tail++;
        }
        List<Step> script = new ArrayList<>();
        before.subList(0, head).forEach(line -> script.add(new Step(' ', line)));
        script.addAll(middle(before.subList(head, before.size() - tail), after.subList(head, after.size() - tail)));
        before.subList(before.size() - tail, before.size()).forEach(line -> script.add(new Step(' ', line)));
        return script;
    }

    private static List<Step> middle(List<String> before, List<String> after) {
        int n = before.size();
        int m = after.size();
        int bound = Math.min(n + m, MAX_EDITS);
        // ends[k + bound]: how far on diagonal k, of lines before, the furthest path of d edits gets.
        int[] ends = new int[2 * bound + 2];
        List<int[]> rounds = new ArrayList<>();
        for (int d = 0; d <= bound; d++) {
            rounds.add(Arrays.copyOfRange(ends, bound - d, bound + d + 2));
            for (int k = -d; k <= d; k += 2) {
                boolean down = k == -d || (k != d && ends[bound + k - 1] < ends[bound + k + 1]);
                int x = down ? ends[bound + k + 1] : ends[bound + k - 1] + 1;
                int y = x - k;
                while (x < n && y < m && before.get(x).equals(after.get(y))) {
                    x++;
                    y++;
                }
                ends[bound + k] = x;
                if (x >= n && y >= m) {
                    return traced(before, after, rounds, d);
                }
            }
        }
        List<Step> replaced = new ArrayList<>();
        before.forEach(line -> replaced.add(new Step('-', line)));
        after.forEach(line -> replaced.add(new Step('+', line)));
        return replaced;
    }

    /** The way back from the end, turned round. */
    private static List<Step> traced(List<String> before, List<String> after, List<int[]> rounds, int edits) {
        List<Step> reversed = new ArrayList<>();
        int x = before.size();
        int y = after.size();
        for (int d = edits; d > 0; d--) {
            int[] ends = rounds.get(d);
            int k = x - y;
            boolean down = k == -d || (k != d && ends[k - 1 + d] < ends[k + 1 + d]);
            int fromK = down ? k + 1 : k - 1;
            int fromX = ends[fromK + d];
            int fromY = fromX - fromK;
            while (x > fromX && y > fromY) {
                reversed.add(new Step(' ', before.get(--x)));
                y--;
            }
            if (down) {
                reversed.add(new Step('+', after.get(--y)));
            } else {
                reversed.add(new Step('-', before.get(--x)));
            }
        }
        while (x > 0 && y > 0) {
            reversed.add(new Step(' ', before.get(--x)));
            y--;
        }
        Collections.reverse(reversed);
        return reversed;
    }
}
