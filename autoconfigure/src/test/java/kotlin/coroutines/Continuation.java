package kotlin.coroutines;

/**
 * Stands for Kotlin's type of that name, which is how a suspending function is known.
 *
 * @param <T> type of the result
 */
public interface Continuation<T> {

}
