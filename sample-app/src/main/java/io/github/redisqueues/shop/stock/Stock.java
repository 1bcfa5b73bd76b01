package io.github.redisqueues.shop.stock;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import io.github.redisqueues.shop.ShopProperties;

import org.springframework.stereotype.Component;

/**
 * The pieces on sale, by article. Never below zero. Kept in memory, where a real shop has
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
	 * Adds pieces, or takes some away.
	 * @param sku the article
	 * @param change how many to add; negative to take
	 * @return whether that was possible; if not, nothing was changed
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
	 * Counts what is left.
	 * @return a copy, by article
	 */
	public Map<String, Integer> left() {
		return new TreeMap<>(this.pieces);
	}

}
