/**
 * Applies {@link io.github.redisqueues.lock.DistributedLock} with Spring AOP proxies,
 * without AspectJ, over any {@link io.github.redisqueues.lock.DistributedLocks}. Details
 * beyond the annotation's Javadoc:
 * <ul>
 * <li>Order from the outside in: {@code @Async} and Spring Framework's {@code @Retryable}
 * (each attempt acquires again), the lock, then advice of auto-proxies:
 * {@code @Transactional} (the release follows the commit) and {@code @Cacheable} (a hit
 * acquires the lock, too; to avoid that, annotate the method that loads).
 * <li>An annotation on a method replaces that on its class. The one on a class does not
 * apply to {@code equals}, {@code hashCode} and {@code toString}.
 * <li>Expressions can use the parameters, {@code #root.args}, {@code #root.method} and
 * {@code #root.target}, properties and instance methods, but no types, constructors,
 * beans or assignments. The text of a value is its key. Values whose text is not the same
 * for equal values are refused, however deep they are inside another.
 * <li>A lock that was lost before the commit prevents it: for each transaction that a
 * {@code ConfigurableTransactionManager} bean creates while the thread runs under the
 * lock, for the transaction in which the method was called (which the lock outlives), and
 * for the reactive transaction of the annotated method itself.
 * <li>If the method returns a stage, the calling thread acquires the lock, and a failure
 * is thrown instead of completing the stage. Cancelling the returned stage cancels
 * neither the work nor the hold.
 * <li>A method that returns a {@code Mono} or {@code Flux} runs once per subscription, on
 * a thread that may block, after the lock was acquired. Reactor's context has the hold
 * under {@code LockHandle.class}. It is the thread's current hold only while the method
 * itself runs, and not if a reactive transaction runs it later. Calls inside do not share
 * the hold. With {@code INTERRUPT}, a loss cancels the publisher; otherwise it is an
 * error at its end.
 * <li>If the method returns a {@code Future}, a thread waits for its end. A result whose
 * end cannot be detected, such as a {@code Stream} or a {@code Callable}, is refused when
 * the application starts.
 * <li>Other work that continues after the method has returned, such as that of threads
 * that it starts, is not under the lock.
 * <li>A method that releases {@link io.github.redisqueues.lock.LockHandle#current()} has
 * not lost the lock.
 * </ul>
 */
@NullMarked
package io.github.redisqueues.internal.lock.aop;

import org.jspecify.annotations.NullMarked;
