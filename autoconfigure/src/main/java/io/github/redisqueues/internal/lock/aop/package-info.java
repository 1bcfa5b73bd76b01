/**
 * {@link io.github.redisqueues.lock.DistributedLock} at work: proxies of Spring AOP,
 * without AspectJ, over any {@link io.github.redisqueues.lock.DistributedLocks}. What the
 * annotation's Javadoc leaves open:
 * <ul>
 * <li>From the outside to the inside of a call: {@code @Async} and Spring Framework's
 * {@code @Retryable} (each attempt acquires anew), the lock, then what auto-proxies do:
 * {@code @Transactional} (the release follows the commit) and {@code @Cacheable} (a hit
 * takes the lock, too: to load once and read freely, put the lock on the method that
 * loads).
 * <li>An annotation on a method takes the place of that on its class. {@code equals},
 * {@code hashCode} and {@code toString} are never locked by that of a class.
 * <li>Expressions see the parameters, {@code #root.args}, {@code #root.method} and
 * {@code #root.target}, properties and instance methods; neither types, constructors,
 * beans nor assignments. A value is a key by its text, and must have one: a class that
 * does not override {@code toString()} is refused, and so is a map.
 * <li>A lock that was lost before the commit vetoes it: of every transaction that a
 * {@code ConfigurableTransactionManager} bean makes while the thread works under the
 * lock, of the transaction that was there when the method was called (and which the lock
 * then outlives), and of the reactive transaction of the annotated method itself.
 * <li>Of a method that returns a stage, the lock is acquired in the thread that calls,
 * and who does not get it is told by an exception, not by the stage. Cancelling the stage
 * that the caller has does not cancel the work, which the lock is held for.
 * <li>A method that returns a {@code Mono} or {@code Flux} runs for each subscription, on
 * a thread that may block, when the lock has been acquired. The hold is in Reactor's
 * context under {@code LockHandle.class}; it is the thread's current one only while the
 * method itself runs, and not where a reactive transaction has it run later. Nothing is
 * shared by calls inside. With {@code INTERRUPT} the publisher is cancelled when the lock
 * is lost; otherwise a loss is an error at its end.
 * <li>Work that goes on after the method has ended and is none of these (threads that it
 * starts, a {@code Stream} that it returns) is not under the lock.
 * <li>A method that releases {@link io.github.redisqueues.lock.LockHandle#current()}
 * itself has not lost it.
 * </ul>
 */
@NullMarked
package io.github.redisqueues.internal.lock.aop;

import org.jspecify.annotations.NullMarked;
