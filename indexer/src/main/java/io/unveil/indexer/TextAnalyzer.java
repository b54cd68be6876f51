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
 * punctuation that joins parts of names ({@code my-spy_app.apk}), lower case, without accents. No
 * stop words: a label may be one.
 */
final class TextAnalyzer extends Analyzer {
  private static final String JOINERS = "._-/\\:=,@+";
  private static final NormalizeCharMap SPLIT = split();

  @Override
  protected Reader initReader(String fieldName, Reader reader) {
    return new MappingCharFilter(SPLIT, reader);
  }

  @Override
  protected Reader initReaderForNormalization(String fieldName, Reader reader) {
    return reader;
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
    NormalizeCharMap.Builder map = new NormalizeCharMap.Builder();
    JOINERS.chars().forEach(joiner -> map.add(Character.toString(joiner), " "));
    return map.build();
  }
}
