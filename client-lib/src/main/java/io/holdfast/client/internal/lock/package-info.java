/** The client's side of locks: acquisitions on their way, holds that know their own end, and who follows which session. */
@NullMarked
package io.holdfast.client.internal.lock;

import org.jspecify.annotations.NullMarked;
