// Several files in one: a ZIP archive by fflate. One file in the site, fetched when somebody asks for an archive.
import {zipSync} from 'fflate';

/** A ZIP archive of `files`, name -> Uint8Array, stored as they are: models do not compress. The same files give the same bytes. */
export const zip = (files) => zipSync(files, {level: 0, mtime: new Date(1980, 0, 1)});
