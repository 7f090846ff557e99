/** What clients do while things break, and what they remember of it. */
@NullMarked
package io.holdfast.it.workload;

import org.jspecify.annotations.NullMarked;
