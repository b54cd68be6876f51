package io.unveil.indexer;

import java.io.Reader;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.charfilter.MappingCharFilter;
import org.apache.lucene.analysis.charfilter.NormalizeCharMap;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;

/**
 * Words of labels, certificate subjects and file names: split as Unicode says and also at the
 * punctuation that joins parts of names ({@code my-spy_app.apk}), lower case, without accents and
 * without characters that nobody sees, with which a label could keep from being found. No stop
 * words: a label may be one.
 */
final class TextAnalyzer extends Analyzer {
  private static final String JOINERS = "._-/\\:=,@+";
  private static final NormalizeCharMap SEEN = unseen().build();
  private static final NormalizeCharMap SPLIT = split();

  /** No phrase, however loose, goes from one value of a field into the next. */
  @Override
  public int getPositionIncrementGap(String fieldName) {
    return QueryTree.MOST_SLOP + 1;
  }

  @Override
  protected Reader initReader(String fieldName, Reader reader) {
    return new MappingCharFilter(SPLIT, reader);
  }

  @Override
  protected Reader initReaderForNormalization(String fieldName, Reader reader) {
    return new MappingCharFilter(SEEN, reader);
  }

  @Override
  protected TokenStreamComponents createComponents(String fieldName) {
    StandardTokenizer words = new StandardTokenizer();
    return new TokenStreamComponents(words, new ASCIIFoldingFilter(new LowerCaseFilter(words)));
  }

  @Override
  protected TokenStream normalize(String fieldName, TokenStream in) {
    return new ASCIIFoldingFilter(new LowerCaseFilter(in));
  }

  private static NormalizeCharMap split() {
    NormalizeCharMap.Builder map = unseen();
    JOINERS.chars().forEach(joiner -> map.add(Character.toString(joiner), " "));
    return map.build();
  }

  /** Formats such as zero-width spaces and directions, and variation selectors: all to nothing. */
  private static NormalizeCharMap.Builder unseen() {
    NormalizeCharMap.Builder map = new NormalizeCharMap.Builder();
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      if (Character.getType(c) == Character.FORMAT || isVariationSelector(c)) {
        map.add(Character.toString(c), "");
      }
    }
    return map;
  }

  private static boolean isVariationSelector(int c) {
    return (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF);
  }
}
