package io.github.redisqueues.shop.stock;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import io.github.redisqueues.shop.ShopProperties;

import org.springframework.stereotype.Component;

/**
 * The pieces on sale, by article, never below zero. Kept in memory; a real shop would use
 * a database.
 */
@Component
public class Stock {

	private final Map<String, Integer> pieces;

	Stock(ShopProperties properties) {
		this.pieces = new ConcurrentHashMap<>(properties.stock());
	}

	/**
	 * Tells whether the shop has ever had the article.
	 * @param sku the article
	 * @return whether it is known
	 */
	public boolean knows(String sku) {
		return this.pieces.containsKey(sku);
	}

	/**
	 * Adds or removes pieces.
	 * @param sku the article
	 * @param change number of pieces to add; negative to remove
	 * @return whether there were enough pieces; if not, nothing was changed
	 */
	public boolean change(String sku, int change) {
		boolean[] changed = new boolean[1];
		this.pieces.computeIfPresent(sku, (key, left) -> {
			changed[0] = left + change >= 0;
			return changed[0] ? left + change : left;
		});
		return changed[0];
	}

	/**
	 * Returns the remaining pieces.
	 * @return a copy, by article
	 */
	public Map<String, Integer> left() {
		return new TreeMap<>(this.pieces);
	}

}
